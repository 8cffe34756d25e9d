import type { JsonObject } from "../../../platform/json.js";
import type { ChannelType } from "../channel-type.js";
import type { EntryAddress } from "../data/entry-address.js";

/** Policies for a message whose outcome is unknown. */
export const OnUncertain = { RETRY: "RETRY", RESOLVE: "RESOLVE", STOP: "STOP" } as const;

export type OnUncertain = keyof typeof OnUncertain;

/** An error in settings that match the schema. */
export interface SettingsFault {
  /** Stable, snake_case. */
  code: string;
  /** A sentence for an operator. */
  reason: string;
}

/** A provider as channels see it. The composition root supplies the providers. */
export interface ProviderKind {
  key: string;
  name: string;
  channelTypes: readonly ChannelType[];
  /** JSON Schema of the settings; secrets have `writeOnly: true`. */
  settingsSchema: JsonObject;
  /** The settings that are stored encrypted and never shown. */
  secretNames: readonly string[];
  /** Settings that determine where the secrets are sent: a caller who changes one must give the secrets again. */
  destinationNames: readonly string[];
  /** Secrets that contain the address of messages, such as a webhook URL. */
  addressNames: readonly string[];
  /** The guarantee of a send. */
  guarantee: string;
  onUncertain: OnUncertain;
  /** Whether the provider reports message outcomes by callbacks. */
  hasCallbacks: boolean;
  /** The error in settings that match the schema, as far as it can be found without a request. */
  faultOf(settings: JsonObject, credentials: JsonObject): SettingsFault | null;
  /** The error in a recipient's address, as far as its format shows it. */
  addressFault(address: EntryAddress, settings: JsonObject): SettingsFault | null;
}
