import { Field, ID, InputType, ObjectType, registerEnumType } from "type-graphql";
import { DateTimeScalar, JsonObjectScalar } from "../../../platform/graphql/index.js";
import type { JsonObject } from "../../../platform/json.js";
import { RecipientRefInput } from "../../objects/index.js";
import { shownData } from "./channel-data.js";
import type { StoredData } from "./channel-data.service.js";

/** Modes of writing channel data. */
export const ChannelDataMode = { REPLACE: "REPLACE", ADD: "ADD" } as const;

export type ChannelDataMode = keyof typeof ChannelDataMode;

registerEnumType(ChannelDataMode, {
  name: "ChannelDataMode",
  description: "How channel data is written; values may be added.",
  valuesConfig: {
    REPLACE: { description: "Replaces all data." },
    ADD: { description: "Keeps entries that are not given, so that a device can add itself." },
  },
});

@ObjectType("ChannelData", {
  simpleResolvers: true,
  description: "The addresses of a recipient in one channel, or the token with which the channel posts for a tenant.",
})
export class ChannelData {
  @Field(() => String, { description: "The channel." })
  channelKey!: string;

  @Field(() => JsonObjectScalar, {
    description:
      "The data in the format in which it is given. Tokens and secret URLs are shown as `••••` and, if they are long, their last four characters. Each device and connection has an `id`.",
  })
  data!: JsonObject;

  @Field(() => DateTimeScalar, { description: "When it was last written." })
  updatedAt!: Date;
}

@InputType()
class ChannelDataPlaceInput {
  @Field(() => RecipientRefInput, {
    nullable: true,
    description:
      "The recipient. The user token's user if omitted (an error with a secret key, unless `tenantId` is given).",
  })
  recipient?: RecipientRefInput | null;

  @Field(() => ID, { nullable: true, description: "A tenant, instead of a recipient." })
  tenantId?: string | null;

  @Field(() => String, { description: "A channel of type `PUSH` or `CHAT`." })
  channelKey!: string;
}

@InputType("SetChannelDataInput", { description: "The owner, the channel, and the new data." })
export class SetChannelDataInput extends ChannelDataPlaceInput {
  @Field(() => JsonObjectScalar, {
    description:
      'For push `{"tokens": [String]}` or `{"devices": [{"token", "locale"?, "timezone"?} | {"endpoint", "keys": {"p256dh", "auth"}}]}`; for chat `{"connections": [{"channelId" | "userId", "channelName"?, "accessToken"?} | {"incomingWebhook": {"url"}}], "token"?: {"accessToken"}}`; for a tenant `{"token": {"accessToken"}}`. A secret of a device or connection that is given with its `id` may be left out: it stays.',
  })
  data!: JsonObject;

  @Field(() => ChannelDataMode, { defaultValue: ChannelDataMode.REPLACE, description: "The mode of writing." })
  mode!: ChannelDataMode;
}

@ObjectType("SetChannelDataPayload", { simpleResolvers: true, description: "Answer of `setChannelData`." })
export class SetChannelDataPayload {
  @Field(() => ChannelData, { description: "The stored data." })
  channelData!: ChannelData;
}

@InputType("UnsetChannelDataInput", { description: "The owner, the channel, and the part to remove." })
export class UnsetChannelDataInput extends ChannelDataPlaceInput {
  @Field(() => [ID], {
    nullable: true,
    description: "Removes only the devices and connections with these ids. Without `ids` and `tokens`, removes all.",
  })
  entryIds?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: "Removes only the devices with these tokens, for example at sign-out.",
  })
  tokens?: string[] | null;
}

@ObjectType("UnsetChannelDataPayload", { simpleResolvers: true, description: "Answer of `unsetChannelData`." })
export class UnsetChannelDataPayload {
  @Field(() => ChannelData, { nullable: true, description: "The remaining data; null for none." })
  channelData!: ChannelData | null;
}

export function toChannelData({ channel, row }: StoredData): ChannelData {
  const { entries, token_hint: tokenHint, updated_at: updatedAt } = row;
  return Object.assign(new ChannelData(), {
    ...{ channelKey: channel.key, updatedAt },
    data: shownData(channel.type, { entries, tokenHint }),
  });
}
