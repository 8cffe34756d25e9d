import type { KeyRing } from "../../../platform/encryption/index.js";
import { isJsonObject } from "../../../platform/json.js";
import { hintOf } from "../providers/provider-settings.js";
import { NO_DATA, type ChannelData, type EntrySecrets } from "./channel-data.js";
import type { DataPlace, DataRow, DataValues } from "./channel-data.repository.js";

/** Seals and opens the secrets of channel data: those of one owner and channel together. */
export class DataSecrets {
  readonly #ring: KeyRing;

  constructor(ring: KeyRing) {
    this.#ring = ring;
  }

  /** The row to store. */
  seal({ entries, secrets, token }: ChannelData, place: DataPlace): DataValues {
    const isEmpty = token === null && Object.values(secrets).every((each) => Object.keys(each).length === 0);
    return {
      entries: [...entries],
      token_hint: token === null ? null : hintOf(token),
      secrets: isEmpty ? null : this.#ring.seal(JSON.stringify({ token, entries: secrets }), contextOf(place)),
    };
  }

  /** The stored data; of secrets that cannot be read none, since whoever writes gives them anew. */
  open({ entries, secrets }: Pick<DataRow, "entries" | "secrets">, place: DataPlace): ChannelData {
    if (secrets === null) return { ...NO_DATA, entries };
    const opened = this.#ring.open(secrets, contextOf(place));
    const read: unknown = opened.ok ? JSON.parse(opened.text) : null;
    if (!isJsonObject(read)) return { ...NO_DATA, entries };
    const { token = null, entries: byId = {} } = read;
    const texts: Record<string, EntrySecrets> = {};
    for (const [id, each] of Object.entries(isJsonObject(byId) ? byId : {})) texts[id] = textsOf(each);
    return { entries, secrets: texts, token: typeof token === "string" ? token : null };
  }

  isCurrent(secrets: string): boolean {
    return this.#ring.isCurrent(secrets);
  }

  /** The same secrets, sealed by the first key; null where no key opens them. */
  reseal(secrets: string, place: DataPlace): string | null {
    const opened = this.#ring.open(secrets, contextOf(place));
    return opened.ok ? this.#ring.seal(opened.text, contextOf(place)) : null;
  }
}

/** A sealed text belongs to its environment, channel and owner, and opens nowhere else. */
function contextOf({ environmentId, channelId, owner }: DataPlace): string {
  const name = owner.kind === "tenant" ? `tenant/${owner.tenantId}` : `recipient/${owner.recipientKey}`;
  return `channel_data/${environmentId}/${channelId}/${name}`;
}

function textsOf(value: unknown): EntrySecrets {
  const texts: Record<string, string> = {};
  for (const [name, each] of Object.entries(isJsonObject(value) ? value : {})) {
    if (typeof each === "string") texts[name] = each;
  }
  return texts;
}
