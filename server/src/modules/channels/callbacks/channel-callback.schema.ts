import { Field, InputType, ObjectType } from "type-graphql";
import { Channel } from "../channel.schema.js";

@InputType("RotateCallbackSecretInput", { description: "The channel that gets a new callback URL." })
export class RotateCallbackSecretInput {
  @Field(() => String, { description: "The channel." })
  channelKey!: string;
}

@ObjectType("RotateCallbackSecretPayload", {
  simpleResolvers: true,
  description: "Answer of `rotateCallbackSecret`.",
})
export class RotateCallbackSecretPayload {
  @Field(() => Channel, { description: "The channel, whose `callbackUrl` is new." })
  channel!: Channel;
}
