import { Field, ID, InputType } from "type-graphql";
import { TimeRangeInput } from "../../../platform/graphql/index.js";
import { RecipientRefInput } from "../../objects/index.js";
import { DeliveryStatus } from "../delivery-status.js";

@InputType("MessageFilterInput", { description: "Selects messages. All given fields must match." })
export class MessageFilterInput {
  @Field(() => RecipientRefInput, { nullable: true, description: "Only those of this recipient." })
  recipient?: RecipientRefInput | null;

  @Field(() => ID, { nullable: true, description: "Only those of this trigger, by its global id." })
  triggerId?: string | null;

  @Field(() => String, { nullable: true, description: "Only those of this workflow, by key." })
  workflowKey?: string | null;

  @Field(() => String, { nullable: true, description: "Only messages of this channel." })
  channelKey?: string | null;

  @Field(() => ID, { nullable: true, description: "Only those of this tenant, by your id." })
  tenantId?: string | null;

  @Field(() => TimeRangeInput, { nullable: true, description: "Only messages created within this time." })
  createdAt?: TimeRangeInput | null;

  @Field(() => [String], {
    nullable: true,
    description: "Only messages that are undelivered for one of these reasons, at most 20; see `undeliveredReason`.",
  })
  undeliveredReasons?: string[] | null;

  @Field(() => DeliveryStatus, { nullable: true, description: "Only messages with this delivery status." })
  deliveryStatus?: DeliveryStatus | null;
}
