import { Field, ID, InputType, ObjectType, registerEnumType } from "type-graphql";
import { connectionType, Node } from "../../platform/graphql/index.js";
import { ChannelType } from "./channel-type.js";

registerEnumType(ChannelType, {
  name: "ChannelType",
  description: "Kinds of channel; values may be added.",
  valuesConfig: {
    IN_APP: { description: "In-app feed." },
    EMAIL: { description: "Email." },
    SMS: { description: "Text message." },
    PUSH: { description: "Mobile or web push." },
    CHAT: { description: "Slack, Teams, Discord and the like." },
    WEBHOOK: { description: "HTTP call." },
  },
});

@ObjectType("Channel", {
  implements: [Node],
  simpleResolvers: true,
  description: "A way to reach recipients in this environment.",
})
export class Channel extends Node {
  @Field(() => ID, { description: "Global id." })
  override id!: string;

  @Field(() => String, { description: "Its key, named in workflows and preferences." })
  channelKey!: string;

  @Field(() => ChannelType, { description: "Its kind." })
  type!: ChannelType;

  @Field(() => String, { description: "Name to show." })
  name!: string;

  @Field(() => Boolean, { description: "Whether it is meant where a channel of its kind is left out." })
  isDefault!: boolean;
}

export const ChannelConnection = connectionType("Channel", () => Channel, { one: "a channel", many: "channels" });

@InputType("CreateChannelInput", { description: "A channel to make." })
export class CreateChannelInput {
  @Field(() => String, { description: "Its key: 2 to 63 lower-case letters, digits, dashes and underscores." })
  channelKey!: string;

  @Field(() => ChannelType, { description: "Its kind; so far only `IN_APP`." })
  type!: ChannelType;

  @Field(() => String, { description: "Name to show." })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: "Repeating the call with this key within 24 hours answers the same and makes no second one.",
  })
  idempotencyKey?: string | null;
}

@ObjectType("CreateChannelPayload", { simpleResolvers: true, description: "Answer of `createChannel`." })
export class CreateChannelPayload {
  @Field(() => Channel, { description: "The channel; the first of its kind is the default one." })
  channel!: Channel;

  @Field(() => Boolean, { description: "Whether this idempotency key was answered before." })
  isReplay!: boolean;
}
