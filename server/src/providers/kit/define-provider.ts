import { isJsonObject, type JsonObject } from "../../platform/json.js";
import type { Answer, VendorAnswer } from "./answer.js";
import { cappedWait } from "./answers/retry-after.js";
import { guaranteeOf } from "./guarantee.js";
import type { OutboundType } from "./message.js";
import type { Provider, ProviderDefinition } from "./provider.js";
import { bodyBytes, unsendable, type ProviderRequest, type Unsendable } from "./request.js";

const KEY = /^[a-z][a-z0-9-]{0,30}$/;

/**
 * Makes a provider from its definition: computes its guarantee, refuses requests over `maxBytes`, and limits waits to an hour.
 * Throws for a definition that contradicts itself.
 *
 * ```ts
 * export const acme = defineProvider<"SMS", AcmeSettings, AcmeCredentials>({ key: "acme", name: "Acme", … });
 * ```
 */
export function defineProvider<Type extends OutboundType, Settings extends object, Credentials extends object>(
  definition: ProviderDefinition<Type, Settings, Credentials>,
): Provider<Type, Settings, Credentials> {
  const { key, callbacks, idempotency, onUncertain, maxBytes, replacesOnScreen = false } = definition;
  const secretNames = secretsOf(definition.settingsSchema);
  const refuse = (what: string): never => {
    throw new Error(`The provider "${key}" ${what}.`);
  };
  if (!KEY.test(key)) refuse("needs a key of lower-case letters, digits and hyphens");
  if (callbacks !== "none" && !definition.parseCallback) refuse("has callbacks and no parseCallback");
  if (callbacks === "signed" && !definition.verifyCallback) refuse("has signed callbacks and no verifyCallback");
  if (callbacks === "none" && definition.parseCallback) refuse("parses callbacks and declares none");
  const { callbackSecret, callbackKeyUrl } = definition;
  if (callbacks === "signed" && callbackSecret === undefined && !callbackKeyUrl) {
    refuse("has signed callbacks and neither callbackSecret nor callbackKeyUrl");
  }
  if (callbackSecret !== undefined && !secretNames.includes(callbackSecret)) {
    refuse(`takes "${callbackSecret}" as its callbackSecret, which its schema does not call writeOnly`);
  }
  const given = Object.keys(definition.example.credentials).filter((name) => name !== "accessToken");
  const open = given.find((name) => !secretNames.includes(name));
  if (open !== undefined) refuse(`has "${open}" among its credentials, which its schema does not call writeOnly`);

  const { replacement } = definition;
  return Object.freeze({
    ...definition,
    ...(replacement && {
      replacement: {
        ...replacement,
        buildRequest(...input: Parameters<typeof replacement.buildRequest>) {
          return limited(replacement.buildRequest(...input), maxBytes);
        },
      },
    }),
    replacesOnScreen,
    guarantee: guaranteeOf({ idempotency, replacesOnScreen, onUncertain, isLocal: maxBytes === Infinity }),
    secretNames,
    buildRequest(...input: Parameters<typeof definition.buildRequest>) {
      const built = definition.buildRequest(...input);
      return built instanceof Promise ? built.then((request) => limited(request, maxBytes)) : limited(built, maxBytes);
    },
    readAnswer: (answer: VendorAnswer, now: number): Answer => bounded(definition.readAnswer(answer, now)),
  });
}

function secretsOf(schema: JsonObject): string[] {
  const properties = isJsonObject(schema.properties) ? Object.entries(schema.properties) : [];
  return properties.filter(([, each]) => isJsonObject(each) && each.writeOnly === true).map(([name]) => name);
}

function limited<Request extends ProviderRequest>(
  request: Request | Unsendable,
  maxBytes: number,
): Request | Unsendable {
  if (request.kind === "unsendable") return request;
  const bytes = bodyBytes(request);
  if (bytes <= maxBytes) return request;
  return unsendable(
    "rejected",
    "too_large",
    `The message has ${bytes} bytes; this provider takes at most ${maxBytes}.`,
  );
}

function bounded(answer: Answer): Answer {
  if (answer.outcome !== "throttled" && answer.outcome !== "retry") return answer;
  const { retryAfterMs } = answer;
  const isWait = retryAfterMs !== null && Number.isFinite(retryAfterMs);
  return { ...answer, retryAfterMs: isWait ? cappedWait(retryAfterMs) : null };
}

/** Splits a channel's settings into readable ones and secrets. */
export function splitSettings(
  provider: Pick<Provider, "secretNames">,
  stored: JsonObject,
): { settings: JsonObject; credentials: JsonObject } {
  const settings: JsonObject = {};
  const credentials: JsonObject = {};
  for (const [name, value] of Object.entries(stored)) {
    (provider.secretNames.includes(name) ? credentials : settings)[name] = value;
  }
  return { settings, credentials };
}
