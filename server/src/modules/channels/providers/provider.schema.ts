import { Field, InputType, ObjectType, registerEnumType } from "type-graphql";
import { JsonObjectScalar } from "../../../platform/graphql/index.js";
import type { JsonObject } from "../../../platform/json.js";
import { ChannelType } from "../channel-type.js";
import type { ChannelProviderRow } from "./channel-provider.repository.js";
import { OnUncertain, type ProviderKind } from "./provider-kind.js";

registerEnumType(OnUncertain, {
  name: "OnUncertain",
  description: "Policies for a message whose outcome is unknown; values may be added.",
  valuesConfig: {
    RETRY: { description: "It is sent again, so it may arrive twice." },
    RESOLVE: { description: "Waits two minutes for a report of the provider, and then gives the message up." },
    STOP: { description: "Gives the message up at once, so it arrives at most once." },
  },
});

@ObjectType("Provider", {
  simpleResolvers: true,
  description: "A messaging service that this release supports, for one channel type.",
})
export class Provider {
  @Field(() => String, { description: "Its key, such as `ses`." })
  providerKey!: string;

  @Field(() => String, { description: "Name to show." })
  name!: string;

  @Field(() => ChannelType, { description: "The channel type that it supports." })
  channelType!: ChannelType;

  @Field(() => JsonObjectScalar, {
    description: "A JSON Schema of its settings; secrets have `writeOnly: true`.",
  })
  settingsSchema!: JsonObject;

  @Field(() => OnUncertain, { description: "The default policy for a message whose answer was lost." })
  onUncertain!: OnUncertain;

  @Field(() => String, {
    description:
      "The guarantee of a send: `once-by-key`, `once-on-screen`, `at-least-once`, `at-most-once` or `local`.",
  })
  guarantee!: string;
}

@ObjectType("ChannelProvider", { simpleResolvers: true, description: "A provider of one channel." })
export class ChannelProvider {
  @Field(() => String, { description: "Its key." })
  providerKey!: string;

  @Field(() => JsonObjectScalar, {
    description: "Settings. A secret is shown as `••••` and, if it is long, its last four characters.",
  })
  settings!: JsonObject;
}

@InputType("ChannelProviderInput", { description: "A provider for a channel." })
export class ChannelProviderInput {
  @Field(() => String, { description: "Its key." })
  providerKey!: string;

  @Field(() => JsonObjectScalar, { description: "Settings that match the provider's `settingsSchema`." })
  settings!: JsonObject;
}

/** Lists a provider once per channel type that it supports. */
export function toProviders(kinds: readonly ProviderKind[]): Provider[] {
  return kinds.flatMap(({ key, name, channelTypes, settingsSchema, onUncertain, guarantee }) =>
    channelTypes.map((channelType) =>
      Object.assign(new Provider(), { providerKey: key, name, channelType, settingsSchema, onUncertain, guarantee }),
    ),
  );
}

export function toChannelProvider({ provider_key, settings, secret_hints }: ChannelProviderRow): ChannelProvider {
  return Object.assign(new ChannelProvider(), {
    providerKey: provider_key,
    settings: { ...settings, ...secret_hints },
  });
}
