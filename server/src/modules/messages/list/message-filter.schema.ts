import { Field, ID, InputType } from "type-graphql";
import { TimeRangeInput } from "../../../platform/graphql/index.js";
import { RecipientRefInput } from "../../objects/index.js";
import { DeliveryStatus } from "../delivery-status.js";

@InputType("MessageFilterInput", { description: "Which messages; all given parts must hold." })
export class MessageFilterInput {
  @Field(() => RecipientRefInput, { nullable: true, description: "Only those for this recipient." })
  recipient?: RecipientRefInput | null;

  @Field(() => ID, { nullable: true, description: "Only those of this trigger, by its global id." })
  triggerId?: string | null;

  @Field(() => String, { nullable: true, description: "Only those of this workflow." })
  workflowKey?: string | null;

  @Field(() => String, { nullable: true, description: "Only those that go by this channel." })
  channelKey?: string | null;

  @Field(() => ID, { nullable: true, description: "Only those that belong to this tenant, by your id." })
  tenantId?: string | null;

  @Field(() => TimeRangeInput, { nullable: true, description: "Only those made within this time." })
  createdAt?: TimeRangeInput | null;

  @Field(() => [String], {
    nullable: true,
    description: "Only those that are undelivered for one of these reasons, at most 20; see `undeliveredReason`.",
  })
  undeliveredReasons?: string[] | null;

  @Field(() => DeliveryStatus, { nullable: true, description: "Only those whose delivery stands there." })
  deliveryStatus?: DeliveryStatus | null;
}
