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
    REPLACE: { description: "What is not given goes." },
    ADD: { description: "What is not given stays, so that a device can add itself." },
  },
});

@ObjectType("ChannelData", {
  simpleResolvers: true,
  description: "Where one channel reaches a recipient, or by which token it posts for a tenant.",
})
export class ChannelData {
  @Field(() => String, { description: "The channel." })
  channelKey!: string;

  @Field(() => JsonObjectScalar, {
    description:
      "The data in the shape in which it is given. Tokens and secret URLs are shown as `••••` and, if they are long, their last four characters; each device and connection has an `id`.",
  })
  data!: JsonObject;

  @Field(() => DateTimeScalar, { description: "When it was last written." })
  updatedAt!: Date;
}

@InputType()
class ChannelDataPlaceInput {
  @Field(() => RecipientRefInput, {
    nullable: true,
    description: "Whose; left out, the user token's user (an error with a secret key, unless `tenantId` is given).",
  })
  recipient?: RecipientRefInput | null;

  @Field(() => ID, { nullable: true, description: "A tenant, instead of a recipient." })
  tenantId?: string | null;

  @Field(() => String, { description: "A channel of type `PUSH` or `CHAT`." })
  channelKey!: string;
}

@InputType("SetChannelDataInput", { description: "Whose data for which channel, and what it becomes." })
export class SetChannelDataInput extends ChannelDataPlaceInput {
  @Field(() => JsonObjectScalar, {
    description:
      'For push `{"tokens": [String]}` or `{"devices": [{"token", "locale"?, "timezone"?} | {"endpoint", "keys": {"p256dh", "auth"}}]}`; for chat `{"connections": [{"channelId" | "userId", "channelName"?, "accessToken"?} | {"incomingWebhook": {"url"}}], "token"?: {"accessToken"}}`; for a tenant `{"token": {"accessToken"}}`. A secret of a device or connection that is given with its `id` may be left out: it stays.',
  })
  data!: JsonObject;

  @Field(() => ChannelDataMode, { defaultValue: ChannelDataMode.REPLACE, description: "How to write." })
  mode!: ChannelDataMode;
}

@ObjectType("SetChannelDataPayload", { simpleResolvers: true, description: "Answer of `setChannelData`." })
export class SetChannelDataPayload {
  @Field(() => ChannelData, { description: "The data as it is now." })
  channelData!: ChannelData;
}

@InputType("UnsetChannelDataInput", { description: "Whose data for which channel, and what of it goes." })
export class UnsetChannelDataInput extends ChannelDataPlaceInput {
  @Field(() => [ID], {
    nullable: true,
    description: "Only the devices and connections with these ids; with neither these nor `tokens`, all.",
  })
  entryIds?: string[] | null;

  @Field(() => [String], { nullable: true, description: "Only the devices with these tokens, as at sign-out." })
  tokens?: string[] | null;
}

@ObjectType("UnsetChannelDataPayload", { simpleResolvers: true, description: "Answer of `unsetChannelData`." })
export class UnsetChannelDataPayload {
  @Field(() => ChannelData, { nullable: true, description: "The data that is left; null for none." })
  channelData!: ChannelData | null;
}

export function toChannelData({ channel, row }: StoredData): ChannelData {
  const { entries, token_hint: tokenHint, updated_at: updatedAt } = row;
  return Object.assign(new ChannelData(), {
    ...{ channelKey: channel.key, updatedAt },
    data: shownData(channel.type, { entries, tokenHint }),
  });
}
