/**
 * Public ids: a typed prefix and base32 (Crockford, lower case) of what finds the row. Ids of a recipient's rows carry
 * the lane, so that a look-up by id alone finds its partition. Ids never carry the environment's authority: a look-up
 * always adds the caller's environment.
 */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const VALUES = new Map([...ALPHABET].map((char, value) => [char, value]));

export const ID_PREFIXES = {
  environment: "env",
  apiKey: "key",
  signingKey: "kid",
  session: "ses",
  member: "mem",
  auditEntry: "aud",
  user: "usr",
  object: "obj",
  tenant: "ten",
  subscription: "sub",
  channel: "chn",
  preferenceSet: "prf",
  workflow: "wfl",
  workflowVersion: "wfv",
  trigger: "trg",
  run: "run",
  message: "msg",
  feed: "feed",
  activity: "act",
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

export function encodeBase32(bytes: Uint8Array): string {
  let out = "";
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += ALPHABET.charAt((buffer >>> bits) & 31);
    }
    buffer &= (1 << bits) - 1;
  }
  return bits > 0 ? out + ALPHABET.charAt((buffer << (5 - bits)) & 31) : out;
}

/** The bytes, or null when the text is not what `encodeBase32` would have written. */
export function decodeBase32(text: string): Uint8Array | null {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let buffer = 0;
  let bits = 0;
  let at = 0;
  for (const char of text) {
    const value = VALUES.get(char);
    if (value === undefined) return null;
    buffer = (buffer << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (buffer >>> bits) & 255;
    }
    buffer &= (1 << bits) - 1;
  }
  return encodeBase32(bytes) === text ? bytes : null;
}

export function uuidToBytes(uuid: string): Uint8Array {
  return new Uint8Array(Buffer.from(uuid.replaceAll("-", ""), "hex"));
}

export function bytesToUuid(bytes: Uint8Array): string {
  return hexToUuid(Buffer.from(bytes).toString("hex"));
}

export function hexToUuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function publicId(kind: IdKind, bytes: Uint8Array): string {
  return `${ID_PREFIXES[kind]}_${encodeBase32(bytes)}`;
}

/** Room for names of two times 256 characters of four bytes each. */
const ID_MAX_LENGTH = 4000;

export interface ParsedId {
  kind: IdKind;
  bytes: Uint8Array;
}

const KINDS_BY_PREFIX = new Map(
  Object.entries(ID_PREFIXES).map(([kind, prefix]) => [prefix as string, kind as IdKind]),
);

export function parsePublicId(id: string): ParsedId | null {
  const underscore = id.indexOf("_");
  const kind = KINDS_BY_PREFIX.get(id.slice(0, underscore));
  if (underscore < 1 || !kind || id.length > ID_MAX_LENGTH) return null;
  const bytes = decodeBase32(id.slice(underscore + 1));
  return bytes && { kind, bytes };
}

/** For rows outside lanes (tenants, triggers, workflows…): the uuid alone. */
export function uuidId(kind: IdKind, uuid: string): string {
  return publicId(kind, uuidToBytes(uuid));
}

export function parseUuidId(kind: IdKind, id: string): string | null {
  const parsed = parsePublicId(id);
  return parsed?.kind === kind && parsed.bytes.length === 16 ? bytesToUuid(parsed.bytes) : null;
}

export interface LaneId {
  lane: number;
  uuid: string;
}

/** For rows of a recipient (users, objects, runs…): lane byte, then uuid. */
export function laneId(kind: IdKind, lane: number, uuid: string): string {
  return publicId(kind, Uint8Array.of(lane, ...uuidToBytes(uuid)));
}

export function parseLaneId(kind: IdKind, id: string): LaneId | null {
  const parsed = parsePublicId(id);
  if (parsed?.kind !== kind || parsed.bytes.length !== 17) return null;
  return { lane: parsed.bytes[0] ?? 0, uuid: bytesToUuid(parsed.bytes.subarray(1)) };
}

export interface MessageKey {
  lane: number;
  runId: string;
  /** 1-based index of the message within its run. */
  ordinal: number;
}

/** A message is found by its run and its number in it: lane byte, run uuid, ordinal byte. */
export function messageId(key: MessageKey): string {
  return publicId("message", Uint8Array.of(key.lane, ...uuidToBytes(key.runId), key.ordinal));
}

export function parseMessageId(id: string): MessageKey | null {
  const parsed = parsePublicId(id);
  if (parsed?.kind !== "message" || parsed.bytes.length !== 18) return null;
  return {
    lane: parsed.bytes[0] ?? 0,
    runId: bytesToUuid(parsed.bytes.subarray(1, 17)),
    ordinal: parsed.bytes[17] ?? 0,
  };
}

/** Ids of things that are named rather than stored (a feed before its first item, a preference set): their names. */
export function namedId(kind: IdKind, environmentId: number, parts: readonly (string | null)[]): string {
  return publicId(kind, new TextEncoder().encode(JSON.stringify([environmentId, ...parts])));
}

/** The names, or null when the id is of another kind or of another environment. */
export function parseNamedId(kind: IdKind, environmentId: number, id: string): (string | null)[] | null {
  const parsed = parsePublicId(id);
  if (parsed?.kind !== kind) return null;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(parsed.bytes));
  } catch {
    return null;
  }
  if (!Array.isArray(value) || value[0] !== environmentId) return null;
  const parts: unknown[] = value.slice(1);
  return parts.every(isName) ? parts : null;
}

/** Postgres stores no \u0000, so a name with one belongs to no row. */
function isName(part: unknown): part is string | null {
  return part === null || (typeof part === "string" && !part.includes("\0"));
}
