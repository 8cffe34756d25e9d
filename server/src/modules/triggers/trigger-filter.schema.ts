import { Field, ID, InputType } from "type-graphql";

@InputType("TriggerFilterInput", { description: "Selects triggers. All given fields must match." })
export class TriggerFilterInput {
  @Field(() => String, { nullable: true, description: "Only of this workflow." })
  workflowKey?: string | null;

  @Field(() => ID, { nullable: true, description: "Only triggers of this tenant, by your id." })
  tenantId?: string | null;

  @Field(() => String, { nullable: true, description: "Only triggers with this `cancellationKey`." })
  cancellationKey?: string | null;
}
