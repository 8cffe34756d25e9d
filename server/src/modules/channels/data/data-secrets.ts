import type { KeyRing } from "../../../platform/encryption/index.js";
import { isJsonObject } from "../../../platform/json.js";
import { hintOf } from "../providers/provider-settings.js";
import { NO_DATA, type ChannelData, type EntrySecrets } from "./channel-data.js";
import type { DataPlace, DataRow, DataValues } from "./channel-data.repository.js";

/** Encrypts and decrypts the secrets of channel data; those of one owner and channel are one ciphertext. */
export class DataSecrets {
  readonly #ring: KeyRing;

  constructor(ring: KeyRing) {
    this.#ring = ring;
  }

  /** The values to store. */
  seal({ entries, secrets, token }: ChannelData, place: DataPlace): DataValues {
    const isEmpty = token === null && Object.values(secrets).every((each) => Object.keys(each).length === 0);
    return {
      entries: [...entries],
      token_hint: token === null ? null : hintOf(token),
      secrets: isEmpty ? null : this.#ring.seal(JSON.stringify({ token, entries: secrets }), contextOf(place)),
    };
  }

  /** The stored data, decrypted. Secrets that no key decrypts are left out, because the next write gives them again. */
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

  /** The same secrets, encrypted with the first key. Null if no key decrypts them. */
  reseal(secrets: string, place: DataPlace): string | null {
    const opened = this.#ring.open(secrets, contextOf(place));
    return opened.ok ? this.#ring.seal(opened.text, contextOf(place)) : null;
  }
}

/** The encryption context: a ciphertext decrypts only for its environment, channel and owner. */
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
