import { Field, InputType, ObjectType } from "type-graphql";
import { RecipientRefInput } from "../../objects/index.js";
import { DeliveryAttempt } from "../messages/delivery-attempt.schema.js";

@InputType("SendTestMessageInput", { description: "The channel to try, and the recipient." })
export class SendTestMessageInput {
  @Field(() => String, { description: "The channel; one in sandbox mode is refused." })
  channelKey!: string;

  @Field(() => RecipientRefInput, {
    description:
      "The recipient: by the email address or phone number of a user, or by the first entry of channel data.",
  })
  to!: RecipientRefInput;
}

@ObjectType("SendTestMessagePayload", { simpleResolvers: true, description: "Answer of `sendTestMessage`." })
export class SendTestMessagePayload {
  @Field(() => DeliveryAttempt, {
    description: "The only attempt, with what the provider answered. It belongs to no message, and is not repeated.",
  })
  attempt!: DeliveryAttempt;
}
