import type { ProviderKind, SettingsFault } from "../../modules/channels/index.js";
import type { Clock } from "../../platform/clock/index.js";
import { isJsonObject, type JsonObject } from "../../platform/json.js";
import type { Provider } from "../../providers/kit/provider.js";

/** Adapts providers to what the channels module needs. */
export function providerKinds(providers: readonly Provider[], clock: Clock): ProviderKind[] {
  return providers.map((provider) => ({
    key: provider.key,
    name: provider.name,
    channelTypes: provider.channelTypes,
    settingsSchema: provider.settingsSchema,
    secretNames: provider.secretNames,
    destinationNames: namesMarked(provider.settingsSchema, "x-destination"),
    addressNames: namesMarked(provider.settingsSchema, "x-address"),
    guarantee: provider.guarantee,
    onUncertain: provider.onUncertain,
    addressFault: (address, settings) => provider.checkAddress?.(address, settings) ?? null,
    hasCallbacks: provider.callbacks !== "none",
    faultOf: (settings, credentials) => faultOf(provider, { settings, credentials, now: clock.now() }),
  }));
}

function namesMarked({ properties }: JsonObject, mark: string): string[] {
  if (!isJsonObject(properties)) return [];
  return Object.entries(properties).flatMap(([name, each]) =>
    isJsonObject(each) && each[mark] === true ? [name] : [],
  );
}

/** Tokens of Web Push are good for one origin; whether keys are keys does not depend on which. */
const ANY_ORIGIN = "https://push.example";

interface Given {
  settings: JsonObject;
  credentials: JsonObject;
  now: number;
}

/**
 * Builds the request that would check the settings, without sending it: settings that allow no request are wrong by
 * themselves.
 */
function faultOf(
  { accessToken, checkSettings }: Provider,
  { settings, credentials, now }: Given,
): SettingsFault | null {
  if (accessToken?.from === "here") {
    const minted = accessToken.mint(settings, credentials, { scope: ANY_ORIGIN, now });
    if ("outcome" in minted) return { code: minted.code ?? minted.outcome, reason: minted.reason };
  }
  if (!checkSettings) return null;
  const request = checkSettings.buildRequest(settings, { ...credentials, accessToken: "" }, now);
  return request.kind === "unsendable" ? { code: request.code, reason: request.reason } : null;
}
