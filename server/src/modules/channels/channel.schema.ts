import { Field, ID, InputType, ObjectType, registerEnumType } from "type-graphql";
import { ConditionScalar, connectionType, JsonObjectScalar, Node } from "../../platform/graphql/index.js";
import { isJsonObject, type JsonObject } from "../../platform/json.js";
import { uuidId } from "../identifiers/index.js";
import { ChannelType } from "./channel-type.js";
import type { ChannelRow } from "./channel.repository.js";
import { ChannelProviderInput } from "./providers/provider.schema.js";
import { OnUncertain } from "./providers/provider-kind.js";

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

  @Field(() => String, { description: "The channel's key, by which workflows and preferences name it." })
  channelKey!: string;

  @Field(() => ChannelType, { description: "The channel's type." })
  type!: ChannelType;

  @Field(() => String, { description: "Name to show." })
  name!: string;

  @Field(() => Boolean, {
    description: "Whether it is the default for its type: it is used where no channel is named.",
  })
  isDefault!: boolean;

  @Field(() => Boolean, { description: "Sandbox mode: whether its messages are created and not sent." })
  isSandbox!: boolean;

  @Field(() => OnUncertain, {
    nullable: true,
    description: "The policy for a message whose answer was lost; null for the provider's default.",
  })
  onUncertain!: OnUncertain | null;

  @Field(() => ConditionScalar, {
    nullable: true,
    description: "Conditions for creating a message, in addition to the step's; null for none.",
  })
  conditions!: JsonObject | null;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description: "The `overrides` of its steps, for members that a step does not have itself; null for none.",
  })
  overrides!: JsonObject | null;

  /** The row from which the fields are resolved; not part of the schema. */
  row!: ChannelRow;
}

export function toChannel(row: ChannelRow): Channel {
  const { key, type, name, is_default, is_sandbox, on_uncertain } = row;
  const conditions = isJsonObject(row.conditions) ? row.conditions : null;
  const overrides = isJsonObject(row.overrides) ? row.overrides : null;
  const id = uuidId("channel", row.public_id);
  const settings = { isDefault: is_default, isSandbox: is_sandbox, onUncertain: on_uncertain, conditions, overrides };
  return Object.assign(new Channel(), { id, channelKey: key, type, name, ...settings, row });
}

export const ChannelConnection = connectionType("Channel", () => Channel, { one: "a channel", many: "channels" });

@InputType("CreateChannelInput", { description: "A channel to create." })
export class CreateChannelInput {
  @Field(() => String, { description: "Its key: 2 to 63 lower-case letters, digits, dashes and underscores." })
  channelKey!: string;

  @Field(() => ChannelType, { description: "The channel's type." })
  type!: ChannelType;

  @Field(() => String, { description: "Name to show." })
  name!: string;

  @Field(() => [ChannelProviderInput], {
    nullable: true,
    description: "Its providers in order of failover, at most 5; none for in-app.",
  })
  providers?: ChannelProviderInput[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Sandbox mode: whether its messages are created and not sent. False by default.",
  })
  isSandbox?: boolean | null;

  @Field(() => OnUncertain, {
    nullable: true,
    description: "The policy for a message whose answer was lost. The provider's default if omitted.",
  })
  onUncertain?: OnUncertain | null;

  @Field(() => ConditionScalar, {
    nullable: true,
    description:
      "Conditions for creating a message, in addition to the step's. They cannot use statuses of messages, and are not evaluated in sandbox mode.",
  })
  conditions?: JsonObject | null;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description:
      "The `overrides` of its steps, in the shape of its type's templates, for members that a step does not have itself.",
  })
  overrides?: JsonObject | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Repeating the call with this key within 24 hours returns the same answer and creates no second channel.",
  })
  idempotencyKey?: string | null;
}

@ObjectType("CreateChannelPayload", { simpleResolvers: true, description: "Answer of `createChannel`." })
export class CreateChannelPayload {
  @Field(() => Channel, { description: "The channel. The first channel of its type is the default." })
  channel!: Channel;

  @Field(() => Boolean, { description: "Whether this idempotency key was answered before." })
  isReplay!: boolean;
}

@InputType("UpdateChannelInput", {
  description: "The channel, and its changes. Omitted fields keep their values.",
})
export class UpdateChannelInput {
  @Field(() => String, { description: "The channel." })
  channelKey!: string;

  @Field(() => String, { nullable: true, description: "Name to show." })
  name?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "True makes it the default of its type, in place of the current default.",
  })
  isDefault?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: "Sandbox mode: whether its messages are created and not sent." })
  isSandbox?: boolean | null;

  @Field(() => OnUncertain, {
    nullable: true,
    description: "The policy for a message whose answer was lost; null for the provider's default.",
  })
  onUncertain?: OnUncertain | null;

  @Field(() => ConditionScalar, {
    nullable: true,
    description: "Conditions for creating a message, in addition to the step's; null for none.",
  })
  conditions?: JsonObject | null;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description: "The `overrides` of its steps, for members that a step does not have itself; null for none.",
  })
  overrides?: JsonObject | null;

  @Field(() => [ChannelProviderInput], {
    nullable: true,
    description:
      "Its providers in order of failover, which replace the current ones. A secret that is omitted, or given in its shown form, is kept; if the destination changes, the secret must be given again.",
  })
  providers?: ChannelProviderInput[] | null;
}

@ObjectType("UpdateChannelPayload", { simpleResolvers: true, description: "Answer of `updateChannel`." })
export class UpdateChannelPayload {
  @Field(() => Channel, { description: "The changed channel." })
  channel!: Channel;
}

@InputType("DeleteChannelInput", { description: "The channel to delete." })
export class DeleteChannelInput {
  @Field(() => String, { description: "The channel." })
  channelKey!: string;
}

@ObjectType("DeleteChannelPayload", { simpleResolvers: true, description: "Answer of `deleteChannel`." })
export class DeleteChannelPayload {
  @Field(() => String, { description: "Key of the channel." })
  channelKey!: string;

  @Field(() => Boolean, { description: "Whether the channel existed." })
  wasKnown!: boolean;
}
