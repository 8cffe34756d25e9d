import type { JsonObject } from "../../../platform/json.js";
import type { ChannelType } from "../channel-type.js";
import type { EntryAddress } from "../data/entry-address.js";

/** What happens to a message of which nobody knows whether it was sent. */
export const OnUncertain = { RETRY: "RETRY", RESOLVE: "RESOLVE", STOP: "STOP" } as const;

export type OnUncertain = keyof typeof OnUncertain;

/** What is wrong with settings that fit the schema. */
export interface SettingsFault {
  /** Stable, snake_case. */
  code: string;
  /** A sentence for an operator. */
  reason: string;
}

/** A provider as channels know it. The providers themselves are given by the composition root. */
export interface ProviderKind {
  key: string;
  name: string;
  channelTypes: readonly ChannelType[];
  /** JSON Schema of the settings; secrets have `writeOnly: true`. */
  settingsSchema: JsonObject;
  /** The settings that are stored encrypted and never shown. */
  secretNames: readonly string[];
  /** Settings that say where the secrets are sent: whoever changes one gives the secrets anew. */
  destinationNames: readonly string[];
  /** Secrets that say where messages go, such as a webhook. */
  addressNames: readonly string[];
  /** What can be promised of a send. */
  guarantee: string;
  onUncertain: OnUncertain;
  /** Whether it tells by callbacks what became of messages. */
  hasCallbacks: boolean;
  /** What is wrong with settings that fit the schema, as far as that is known without a call. */
  faultOf(settings: JsonObject, credentials: JsonObject): SettingsFault | null;
  /** What is wrong with where a recipient is reached, as far as its form tells. */
  addressFault(address: EntryAddress, settings: JsonObject): SettingsFault | null;
}
