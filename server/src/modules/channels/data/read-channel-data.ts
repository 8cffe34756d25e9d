import type { InputIssue } from "../../../platform/errors/index.js";
import { isJsonObject, type Json, type JsonObject } from "../../../platform/json.js";
import { hintOf } from "../providers/provider-settings.js";
import { hintOfUrl, type ChannelData, type DataType, type EntrySecrets, type GivenEntry } from "./channel-data.js";
import { entryIdOf, type EntryAddress } from "./entry-address.js";

/** Given data: entries, and for chat the token of all connections (undefined if omitted). */
export interface GivenData {
  entries: GivenEntry[];
  token: string | null | undefined;
}

export type ReadData = { ok: true; value: GivenData } | { ok: false; issues: InputIssue[] };

/** Maximum number of devices or connections of one recipient in one channel. */
export const ENTRIES_MAX = 100;
const [ID_MAX, TOKEN_MAX, URL_MAX, NAME_MAX] = [256, 4096, 2048, 255];

/** Knock's names. */
const CAMEL: Readonly<Record<string, string>> = {
  access_token: "accessToken",
  channel_id: "channelId",
  channel_name: "channelName",
  incoming_webhook: "incomingWebhook",
  user_id: "userId",
};

/**
 * Parses channel data in the formats of the reference. An entry with the `id` of a stored one may omit its secrets,
 * or contain them in their readable form: they are kept. `stored`: the current data.
 */
export function readChannelData(
  type: DataType,
  given: JsonObject,
  { stored, isTenant }: { stored: ChannelData; isTenant: boolean },
): ReadData {
  const reader = new Reader(stored);
  const names = isTenant ? ["token"] : type === "PUSH" ? ["tokens", "devices"] : ["connections", "token"];
  const data = reader.object(given, [], names);
  const entries =
    type === "PUSH"
      ? [
          ...reader.list(data.tokens, ["tokens"], (each, path) => reader.device({ token: each }, path)),
          ...reader.list(data.devices, ["devices"], (each, path) => reader.device(each, path)),
        ]
      : reader.list(data.connections, ["connections"], (each, path) => reader.connection(each, path));
  const token = data.token === undefined ? undefined : reader.sharedToken(data.token);
  const distinct = new Set(entries.map(({ id }) => id)).size;
  if (distinct > ENTRIES_MAX) {
    reader.refuse([names[0] ?? ""], "too_many", `At most ${ENTRIES_MAX}; this has ${distinct}.`);
  }
  return reader.issues.length > 0 ? { ok: false, issues: reader.issues } : { ok: true, value: { entries, token } };
}

/** Parses JSON field by field and collects issues. */
class Reader {
  readonly issues: InputIssue[] = [];
  readonly #stored: ReadonlyMap<string, { shown: JsonObject; secrets: EntrySecrets }>;

  constructor({ entries, secrets }: ChannelData) {
    this.#stored = new Map(entries.map(({ id, shown }) => [id, { shown, secrets: secrets[id] ?? {} }]));
  }

  refuse(path: string[], code: string, message: string): null {
    this.issues.push({ path, code, message });
    return null;
  }

  /** Parses an object and converts its names to camelCase. Refuses other names. */
  object(value: Json | undefined, path: string[], names: readonly string[]): Partial<JsonObject> {
    if (!isJsonObject(value)) {
      this.refuse(path, "invalid_type", "This must be an object.");
      return {};
    }
    const read: Partial<JsonObject> = {};
    for (const [written, each] of Object.entries(value)) {
      const name = Object.hasOwn(CAMEL, written) ? (CAMEL[written] ?? written) : written;
      if (names.includes(name)) read[name] = each;
      else
        this.refuse(
          [...path, written],
          "unknown_field",
          `There is no such field here; there are: ${names.join(", ")}.`,
        );
    }
    return read;
  }

  list(value: Json | undefined, path: string[], read: (each: Json, path: string[]) => GivenEntry | null): GivenEntry[] {
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      this.refuse(path, "invalid_type", "This must be a list.");
      return [];
    }
    // Twice the maximum, because an address may be in both lists.
    if (value.length > 2 * ENTRIES_MAX) {
      this.refuse(path, "too_many", `At most ${ENTRIES_MAX}; this has ${value.length}.`);
      return [];
    }
    return value.flatMap((each, index) => read(each, [...path, String(index)]) ?? []);
  }

  /** `{ token, locale?, timezone? }` of an app, or `{ endpoint, keys: { p256dh, auth } }` of a browser. */
  device(value: Json, path: string[]): GivenEntry | null {
    const names = ["id", "token", "endpoint", "keys", "locale", "timezone", "expirationTime", "givenAt"];
    const fields = this.object(value, path, names);
    const { secrets: kept = {}, shown: known = {} } = this.#known(fields.id);
    const more = {
      ...this.#textField("locale", fields.locale, path, NAME_MAX),
      ...this.#textField("timezone", fields.timezone, path, NAME_MAX),
    };
    if (fields.endpoint === undefined && (fields.token !== undefined || kept.endpoint === undefined)) {
      const token = this.#secret(fields.token, [...path, "token"], { kept: kept.token, shown: known.token });
      return token === null ? null : entry({ token }, { shown: { token: hintOf(token), ...more }, path });
    }
    const shownKeys = isJsonObject(known.keys) ? known.keys : {};
    const keys = fields.keys === undefined ? {} : this.object(fields.keys, [...path, "keys"], ["p256dh", "auth"]);
    const at = (name: string): string[] => [...path, "keys", name];
    const endpoint = this.#secret(fields.endpoint, [...path, "endpoint"], {
      ...{ kept: kept.endpoint, shown: known.endpoint, max: URL_MAX },
    });
    const p256dh = this.#secret(keys.p256dh, at("p256dh"), { kept: kept.p256dh, shown: shownKeys.p256dh, max: ID_MAX });
    const auth = this.#secret(keys.auth, at("auth"), { kept: kept.auth, shown: shownKeys.auth, max: ID_MAX });
    if (endpoint === null || p256dh === null || auth === null) return null;
    const shown = { endpoint: hintOfUrl(endpoint), keys: { p256dh: hintOf(p256dh), auth: hintOf(auth) }, ...more };
    return entry({ endpoint, p256dh, auth }, { shown, path });
  }

  /** `{ channelId | userId, channelName?, accessToken? }` or `{ incomingWebhook: { url }, channelName? }`. */
  connection(value: Json, path: string[]): GivenEntry | null {
    const names = ["id", "channelId", "userId", "channelName", "accessToken", "incomingWebhook", "givenAt"];
    const fields = this.object(value, path, names);
    const { secrets: kept = {}, shown: known = {} } = this.#known(fields.id);
    const { channelId, userId, incomingWebhook: webhook } = fields;
    const more = this.#textField("channelName", fields.channelName, path, NAME_MAX);
    const given = Object.entries({ channelId, userId, incomingWebhook: webhook }).filter(([, each]) => each != null);
    const isKept = given.length === 0 && kept.webhookUrl !== undefined;
    if (given.length !== 1 && !isKept) {
      const message = `Give exactly one of channelId, userId and incomingWebhook; this has ${given.length}.`;
      return this.refuse(path, "one_of", message);
    }
    if (webhook != null || isKept) {
      const fieldsOf = webhook == null ? {} : this.object(webhook, [...path, "incomingWebhook"], ["url"]);
      const shownUrl = isJsonObject(known.incomingWebhook) ? known.incomingWebhook.url : undefined;
      const at = [...path, "incomingWebhook", "url"];
      const url = this.#secret(fieldsOf.url, at, { kept: kept.webhookUrl, shown: shownUrl, max: URL_MAX });
      if (url === null) return null;
      return entry({ webhookUrl: url }, { shown: { incomingWebhook: { url: hintOfUrl(url) }, ...more }, path });
    }
    const [name, id] = channelId == null ? ["userId", userId] : ["channelId", channelId];
    const text = this.#text(id, [...path, name], ID_MAX);
    if (text === null) return null;
    const isTokenGiven = fields.accessToken !== undefined || kept.accessToken !== undefined;
    const at = [...path, "accessToken"];
    const accessToken = isTokenGiven
      ? this.#secret(fields.accessToken, at, { kept: kept.accessToken, shown: known.accessToken })
      : null;
    if (isTokenGiven && accessToken === null) return null;
    const shown = { [name]: text, ...more, ...(accessToken !== null && { accessToken: hintOf(accessToken) }) };
    const address = name === "userId" ? { userId: text } : { channelId: text };
    return entry(address, { shown, path, secrets: accessToken === null ? {} : { accessToken } });
  }

  /** The token that all connections of the owner post with, or null. */
  sharedToken(value: Json): string | null {
    if (value === null) return null;
    const { accessToken } = this.object(value, ["token"], ["accessToken"]);
    return this.#secret(accessToken, ["token", "accessToken"], {});
  }

  #known(id: Json | undefined): { shown?: JsonObject; secrets?: EntrySecrets } {
    return (typeof id === "string" ? this.#stored.get(id) : undefined) ?? {};
  }

  #textField(name: string, value: Json | undefined, path: string[], max: number): JsonObject {
    const text = value == null ? null : this.#text(value, [...path, name], max);
    return text === null ? {} : { [name]: text };
  }

  #text(value: Json | undefined, path: string[], max: number): string | null {
    if (value === undefined) return this.refuse(path, "required", "This is missing.");
    if (typeof value !== "string") return this.refuse(path, "invalid_type", "This must be text.");
    if (value === "") return this.refuse(path, "empty", "This may not be empty.");
    if (value.length > max) {
      return this.refuse(path, "too_long", `At most ${max} characters; this has ${value.length}.`);
    }
    const isPlain = !/[\p{Cc}\p{Cs}]/u.test(value);
    return isPlain ? value : this.refuse(path, "invalid_format", "This holds control characters or broken characters.");
  }

  /** A given secret, or the stored one if it is omitted or given in its readable form. */
  #secret(
    value: Json | undefined,
    path: string[],
    { kept, shown, max = TOKEN_MAX }: { kept?: string | undefined; shown?: Json | undefined; max?: number },
  ): string | null {
    if (kept !== undefined && (value === undefined || value === shown)) return kept;
    const text = this.#text(value, path, max);
    if (text === null || !text.includes("••••")) return text;
    const message = "This is how a secret is shown. Give the secret, or the `id` of the entry that keeps it.";
    return this.refuse(path, "hidden_value", message);
  }
}

function entry(
  address: EntryAddress,
  { shown, path, secrets }: { shown: JsonObject; path: string[]; secrets?: EntrySecrets },
): GivenEntry {
  return { id: entryIdOf(address), address, shown, secrets: secrets ?? { ...address }, path };
}
