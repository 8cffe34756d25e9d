import type { JsonObject } from "../../../platform/json.js";
import type { ChannelType } from "../channel-type.js";
import { hintOf } from "../providers/provider-settings.js";
import type { EntryAddress } from "./entry-address.js";

/** The types of channels with channel data per recipient. */
export type DataType = Extract<ChannelType, "PUSH" | "CHAT">;

/** One address: a device, a browser, or a place or person in a chat. */
export interface DataEntry {
  /** A hash of the address, so that equal addresses have equal ids. It does not reveal a secret address. */
  id: string;
  /** When it was last given, in milliseconds since 1970. */
  givenAt: number;
  /** The readable part. */
  shown: JsonObject;
}

/** The secret part of an entry: the token of a device, a webhook URL, or the token to post with. */
export type EntrySecrets = Readonly<Record<string, string>>;

/** A given entry that passed validation. */
export interface GivenEntry {
  id: string;
  address: EntryAddress;
  shown: JsonObject;
  secrets: EntrySecrets;
  /** The path of the entry within the data. */
  path: string[];
}

/** The decrypted data of one owner for one channel. */
export interface ChannelData {
  entries: readonly DataEntry[];
  /** Secrets by the entry's id. */
  secrets: Readonly<Record<string, EntrySecrets>>;
  /** The token that all of the owner's connections post with, or null. */
  token: string | null;
}

export const NO_DATA: ChannelData = { entries: [], secrets: {}, token: null };

/** The address of an entry, or null if this release does not know its type. */
export function addressOf({ shown }: Pick<DataEntry, "shown">, secrets: EntrySecrets): EntryAddress | null {
  const { token, endpoint, p256dh, auth, webhookUrl } = secrets;
  if (token !== undefined) return { token };
  if (endpoint !== undefined && p256dh !== undefined && auth !== undefined) return { endpoint, p256dh, auth };
  if (webhookUrl !== undefined) return { webhookUrl };
  if (typeof shown.channelId === "string") return { channelId: shown.channelId };
  return typeof shown.userId === "string" ? { userId: shown.userId } : null;
}

/** The data after a write. If an address is given twice, the last entry counts. */
export function dataAfter(
  before: ChannelData,
  given: { entries: readonly GivenEntry[]; token: string | null | undefined },
  { isAdded, at }: { isAdded: boolean; at: number },
): ChannelData {
  const entries = new Map((isAdded ? before.entries : []).map((entry) => [entry.id, entry]));
  const secrets: Record<string, EntrySecrets> = isAdded ? { ...before.secrets } : {};
  for (const entry of given.entries) {
    entries.set(entry.id, { id: entry.id, givenAt: at, shown: entry.shown });
    secrets[entry.id] = entry.secrets;
  }
  const kept = isAdded ? before.token : null;
  return { entries: [...entries.values()], secrets, token: given.token === undefined ? kept : given.token };
}

/** The data without these entries. */
export function dataWithout(before: ChannelData, isGone: (entry: DataEntry) => boolean): ChannelData {
  const entries = before.entries.filter((entry) => !isGone(entry));
  const secrets: Record<string, EntrySecrets> = {};
  for (const { id } of entries) secrets[id] = before.secrets[id] ?? {};
  return { entries, secrets, token: before.token };
}

/** The data as its owner reads it, in the format of its input. Secrets are cut to their last characters. */
export function shownData(
  type: DataType,
  { entries, tokenHint }: { entries: readonly DataEntry[]; tokenHint: string | null },
): JsonObject {
  const all = entries.map(({ id, givenAt, shown }) => ({
    ...{ id, ...shown },
    givenAt: new Date(givenAt).toISOString(),
  }));
  if (type === "CHAT") return { connections: all, ...(tokenHint !== null && { token: { accessToken: tokenHint } }) };
  const tokens = entries.flatMap(({ shown }) => (typeof shown.token === "string" ? [shown.token] : []));
  return { tokens, devices: all };
}

/** The readable part of a secret URL. */
export function hintOfUrl(url: string): string {
  return URL.canParse(url) ? `${new URL(url).origin}/${hintOf(url)}` : hintOf(url);
}
