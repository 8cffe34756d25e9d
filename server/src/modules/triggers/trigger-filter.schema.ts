import { Field, ID, InputType } from "type-graphql";
import { TimeRangeInput } from "../../platform/graphql/index.js";

@InputType("TriggerFilterInput", { description: "Selects triggers. All given fields must match." })
export class TriggerFilterInput {
  @Field(() => String, { nullable: true, description: "Only those of this workflow, by key." })
  workflowKey?: string | null;

  @Field(() => ID, { nullable: true, description: "Only triggers of this tenant, by your id." })
  tenantId?: string | null;

  @Field(() => String, { nullable: true, description: "Only triggers with this `cancellationKey`." })
  cancellationKey?: string | null;

  @Field(() => TimeRangeInput, { nullable: true, description: "Only triggers accepted within this time." })
  acceptedAt?: TimeRangeInput | null;
}
