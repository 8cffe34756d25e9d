import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { connectionType, DateTimeScalar, InputIssue, JsonObjectScalar, Node } from "../../platform/graphql/index.js";
import type { JsonObject } from "../../platform/json.js";
import type { WorkflowRow } from "./workflow.repository.js";

@ObjectType("Workflow", { implements: [Node], simpleResolvers: true, description: "A workflow of this environment." })
export class Workflow extends Node {
  row!: WorkflowRow;

  @Field(() => ID, { description: "Global id." })
  override id!: string;

  @Field(() => String, { description: "Its key." })
  workflowKey!: string;

  @Field(() => String, { description: "Its name, by the draft or else the committed document." })
  name!: string;

  @Field(() => [String], {
    description:
      "The categories it belongs to, by which recipients may opt out, by the draft or else the committed document.",
  })
  categories!: string[];

  @Field(() => JsonObjectScalar, { description: "The draft, or the committed document when there is no draft." })
  document!: JsonObject;

  @Field(() => Int, { nullable: true, description: "The version that triggers use; null before the first commit." })
  committedVersion!: number | null;

  @Field(() => Boolean, { description: "Whether the draft differs from the committed version." })
  hasDraft!: boolean;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description: "The committed document; null before the first commit.",
  })
  committedDocument!: JsonObject | null;

  @Field(() => Int, {
    description:
      "Grows each time that the draft is saved or discarded. Pass it to `saveWorkflow` and `commitWorkflow` to learn of other people's changes.",
  })
  draftRevision!: number;

  @Field(() => Boolean, { description: "Whether triggers are accepted." })
  isActive!: boolean;

  @Field(() => DateTimeScalar, {
    description: "When the draft, the committed version or `isActive` changed last.",
  })
  updatedAt!: Date;
}

@InputType("SaveWorkflowInput", { description: "A draft to store." })
export class SaveWorkflowInput {
  @Field(() => JsonObjectScalar, { description: "The whole document, key included, by the published JSON Schema." })
  document!: JsonObject;

  @Field(() => Int, {
    nullable: true,
    description:
      "The `draftRevision` that was edited, 0 for a new workflow. If the draft has another one by now, the call is refused with `CONFLICT`, code `draft_changed`, and names who saved it. Left out, the last save wins.",
  })
  draftRevision?: number | null;
}

@ObjectType("SaveWorkflowPayload", { simpleResolvers: true, description: "Answer of `saveWorkflow`." })
export class SaveWorkflowPayload {
  @Field(() => Workflow, { description: "The workflow with its draft." })
  workflow!: Workflow;

  @Field(() => Boolean, { description: "Whether the document equals the stored one, so that nothing was done." })
  isUnchanged!: boolean;

  @Field(() => [InputIssue], {
    description:
      "Warnings about valid parts that are probably mistakes, at most 100: `unknown_name` for a name in a template that no scope has, `unknown_data_key` for a key of `feedData` that neither `dataSchema` nor a template names. Paths lead into the document.",
  })
  warnings!: InputIssue[];
}

@InputType("CommitWorkflowInput", { description: "A draft to commit." })
export class CommitWorkflowInput {
  @Field(() => String, { description: "Which workflow." })
  workflowKey!: string;

  @Field(() => String, { nullable: true, description: "What changed and why, for the history." })
  message?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "The `draftRevision` that was looked at. If the draft has another one by now, the call is refused with `CONFLICT`, code `draft_changed`. Left out, whatever was saved last is committed.",
  })
  draftRevision?: number | null;
}

@ObjectType("CommitWorkflowPayload", { simpleResolvers: true, description: "Answer of `commitWorkflow`." })
export class CommitWorkflowPayload {
  @Field(() => Workflow, { description: "The workflow with its new version." })
  workflow!: Workflow;

  @Field(() => Boolean, {
    description:
      "Whether there was no draft. Then the committed version stays, so that a deploy script may be repeated.",
  })
  isUnchanged!: boolean;

  @Field(() => [InputIssue], {
    description:
      "Warnings about valid parts that are probably mistakes, at most 100: `unknown_name` for a name in a template that no scope has, `unknown_data_key` for a key of `feedData` that neither `dataSchema` nor a template names. Paths begin at `workflowKey` and lead into the committed document. Empty where nothing was committed.",
  })
  warnings!: InputIssue[];
}

@InputType("SetWorkflowActiveInput", { description: "The workflow, and whether it should be active." })
export class SetWorkflowActiveInput {
  @Field(() => String, { description: "Its key." })
  workflowKey!: string;

  @Field(() => Boolean, { description: "Whether triggers are accepted." })
  isActive!: boolean;
}

@ObjectType("SetWorkflowActivePayload", { simpleResolvers: true, description: "Answer of `setWorkflowActive`." })
export class SetWorkflowActivePayload {
  @Field(() => Workflow, { description: "The changed workflow." })
  workflow!: Workflow;
}

export const WorkflowConnection = connectionType("Workflow", () => Workflow, { one: "a workflow", many: "workflows" });
