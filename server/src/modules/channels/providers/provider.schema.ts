import { Field, InputType, ObjectType, registerEnumType } from "type-graphql";
import { JsonObjectScalar } from "../../../platform/graphql/index.js";
import type { JsonObject } from "../../../platform/json.js";
import { ChannelType } from "../channel-type.js";
import type { ChannelProviderRow } from "./channel-provider.repository.js";
import { OnUncertain, type ProviderKind } from "./provider-kind.js";

registerEnumType(OnUncertain, {
  name: "OnUncertain",
  description: "What happens to a message of which nobody knows whether it was sent; values may be added.",
  valuesConfig: {
    RETRY: { description: "It is sent again, so it may arrive twice." },
    RESOLVE: { description: "It waits two minutes for a word of the provider, and is given up then." },
    STOP: { description: "It is given up at once, so it arrives once at most." },
  },
});

@ObjectType("Provider", {
  simpleResolvers: true,
  description: "A service that messages go by, as this release knows it, for one kind of channel.",
})
export class Provider {
  @Field(() => String, { description: "Its key, such as `ses`." })
  providerKey!: string;

  @Field(() => String, { description: "Name to show." })
  name!: string;

  @Field(() => ChannelType, { description: "Which kind of channel it serves." })
  channelType!: ChannelType;

  @Field(() => JsonObjectScalar, {
    description: "A JSON Schema of its settings; secrets have `writeOnly: true`.",
  })
  settingsSchema!: JsonObject;

  @Field(() => OnUncertain, { description: "The default policy for a message whose answer was lost." })
  onUncertain!: OnUncertain;

  @Field(() => String, {
    description:
      "What can be promised of a send: `once-by-key`, `once-on-screen`, `at-least-once`, `at-most-once` or `local`.",
  })
  guarantee!: string;
}

@ObjectType("ChannelProvider", { simpleResolvers: true, description: "A provider as one channel uses it." })
export class ChannelProvider {
  @Field(() => String, { description: "Its key." })
  providerKey!: string;

  @Field(() => JsonObjectScalar, {
    description: "Settings; a secret is shown as `••••` and, if it is long, its last four characters.",
  })
  settings!: JsonObject;
}

@InputType("ChannelProviderInput", { description: "A provider for a channel." })
export class ChannelProviderInput {
  @Field(() => String, { description: "Its key." })
  providerKey!: string;

  @Field(() => JsonObjectScalar, { description: "By the provider's `settingsSchema`." })
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
