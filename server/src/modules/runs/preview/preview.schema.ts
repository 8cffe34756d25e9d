import { Field, InputType, Int, ObjectType } from "type-graphql";
import { JsonObjectScalar } from "../../../platform/graphql/index.js";
import type { JsonObject } from "../../../platform/json.js";
import { MessageContent, type MessageContentView } from "../../delivery/index.js";
import { RecipientInput } from "../../objects/index.js";
import { TenantInput } from "../../tenants/index.js";
import type { PreviewCommand } from "./preview-command.js";

@InputType("PreviewTemplateInput", { description: "A template to render as a run would, and for whom." })
export class PreviewTemplateInput implements PreviewCommand {
  @Field(() => String, {
    description:
      "The workflow it belongs to, which templates can read; its draft. One that is not stored yet is allowed.",
  })
  workflowKey!: string;

  @Field(() => String, { description: "The channel whose template it is; its type decides the form of the template." })
  channelKey!: string;

  @Field(() => JsonObjectScalar, { description: "The template, as it is written in the step." })
  template!: JsonObject;

  @Field(() => RecipientInput, {
    description: "For whom, as in `notify`; an inline user or object lives in the preview alone.",
  })
  recipient!: RecipientInput;

  @Field(() => RecipientInput, { nullable: true, description: "As in `notify`." })
  actor?: RecipientInput | null;

  @Field(() => TenantInput, { nullable: true, description: "As in `notify`." })
  tenant?: TenantInput | null;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description: "As in `notify`; of a step behind a batch, the first activity's.",
  })
  data?: JsonObject | null;

  @Field(() => [JsonObjectScalar], {
    nullable: true,
    description:
      "The data of further activities, for a step behind a batch, oldest first, at most 100. An empty list is a batch of one.",
  })
  activities?: JsonObject[] | null;
}

@ObjectType("TemplateIssue", { simpleResolvers: true, description: "One fault of a template." })
export class TemplateIssue {
  @Field(() => String, {
    description:
      "Stable code: of Liquid, such as `liquid.unknown_filter`; as in `checkWorkflow`, such as `required`; or " +
      "`template.left_out` for what rendering removed from these values.",
  })
  code!: string;

  @Field(() => String, { description: "The field of the template, such as `subject` or `buttons.0.label`." })
  field!: string;

  @Field(() => Int, { description: "Line in the field, from 1; 1 if the whole field is at fault." })
  line!: number;

  @Field(() => Int, { description: "Column in the line, from 1; 1 if the whole field is at fault." })
  column!: number;

  @Field(() => String, { description: "What is wrong and what is allowed." })
  message!: string;
}

@ObjectType("TemplatePreview", { simpleResolvers: true, description: "A rendered template." })
export class TemplatePreview {
  @Field(() => MessageContent, {
    nullable: true,
    description:
      "The message, for the recipient's first address; null if the template cannot be rendered. `to` is null if the " +
      "recipient has no address.",
  })
  content!: MessageContentView | null;

  @Field(() => [TemplateIssue], { description: "The faults of the template, each with its line and column." })
  issues!: TemplateIssue[];

  @Field(() => [String], {
    description:
      "Variables that the template reads and that have no value here, such as `data.dueAt`, by name. A default in the " +
      "template does not change that. Messages of earlier steps (`refs`) are never listed.",
  })
  missingVariables!: string[];
}
