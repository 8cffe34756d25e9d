import { Field, Float, InputType } from "type-graphql";
import { DateTimeScalar, JsonObjectScalar } from "../../../platform/graphql/index.js";
import type { JsonObject } from "../../../platform/json.js";
import { EngagementMark } from "../../messages/index.js";
import { RecipientInput, RecipientRefInput } from "../../objects/index.js";
import { TenantInput } from "../../tenants/index.js";
import { NotifyRecipientInput } from "../../triggers/index.js";
import type { SimulateCommand, SimulatedCancel, SimulatedMark, SimulatedTrigger } from "./simulate-command.js";

@InputType("SimulateTriggerInput", { description: "One assumed `notify`." })
export class SimulateTriggerInput implements SimulatedTrigger {
  @Field(() => Float, { defaultValue: 0, description: "Seconds after `startAt`." })
  afterSeconds!: number;

  @Field(() => [NotifyRecipientInput], {
    description: "As in `notify`; inline users, objects and tenants live in the simulation alone.",
  })
  recipients!: NotifyRecipientInput[];

  @Field(() => RecipientInput, { nullable: true, description: "As in `notify`." })
  actor?: RecipientInput | null;

  @Field(() => TenantInput, { nullable: true, description: "As in `notify`." })
  tenant?: TenantInput | null;

  @Field(() => JsonObjectScalar, { nullable: true, description: "As in `notify`." })
  data?: JsonObject | null;

  @Field(() => String, { nullable: true, description: "As in `notify`." })
  cancellationKey?: string | null;
}

@InputType("SimulateCancelInput", { description: "One assumed cancellation." })
export class SimulateCancelInput implements SimulatedCancel {
  @Field(() => Float, { defaultValue: 0, description: "Seconds after `startAt`." })
  afterSeconds!: number;

  @Field(() => String, { description: "As in `cancel`." })
  cancellationKey!: string;

  @Field(() => [RecipientRefInput], { nullable: true, description: "As in `cancel`." })
  recipients?: RecipientRefInput[] | null;
}

@InputType("SimulateMarkInput", { description: "One assumed mark." })
export class SimulateMarkInput implements SimulatedMark {
  @Field(() => Float, { defaultValue: 0, description: "Seconds after `startAt`." })
  afterSeconds!: number;

  @Field(() => RecipientRefInput, { description: "Whose messages." })
  recipient!: RecipientRefInput;

  @Field(() => String, { description: "Of which step." })
  stepRef!: string;

  @Field(() => EngagementMark, { description: "The mark." })
  mark!: EngagementMark;
}

@InputType("SimulateInput", { description: "What to run: a stored workflow or a document, and what happens when." })
export class SimulateInput implements SimulateCommand {
  @Field(() => String, { nullable: true, description: "A stored workflow; its draft if `useDraft`." })
  workflowKey?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: "Take the draft rather than the committed version." })
  useDraft!: boolean;

  @Field(() => JsonObjectScalar, { nullable: true, description: "A document in place of a stored workflow." })
  document?: JsonObject | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When the story begins; left out, now." })
  startAt?: Date | null;

  @Field(() => [SimulateTriggerInput], { description: "What happens, each at its own time." })
  triggers!: SimulateTriggerInput[];

  @Field(() => [SimulateCancelInput], { nullable: true, description: "Cancellations." })
  cancels?: SimulateCancelInput[] | null;

  @Field(() => [SimulateMarkInput], { nullable: true, description: "Marks that recipients are assumed to make." })
  marks?: SimulateMarkInput[] | null;
}
