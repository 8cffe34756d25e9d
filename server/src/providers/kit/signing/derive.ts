import { createHash, hkdfSync } from "node:crypto";

/** Bytes that look random and follow from the message's seed: the same for the same purpose, at every try. */
export function derivedBytes(seed: string, purpose: string, length: number): Buffer {
  return Buffer.from(hkdfSync("sha256", Buffer.from(seed, "base64url"), "", `carillon/${purpose}`, length));
}

/** The id itself if it fits, else a hash of it: for fields that are shorter than our ids may be. */
export function shortId(id: string, maxLength: number): string {
  if (id.length <= maxLength && /^[A-Za-z0-9_-]+$/.test(id)) return id;
  return createHash("sha256").update(id).digest("base64url").slice(0, maxLength);
}

/** A UUID (version 8, of our own making) that follows from the id. */
export function uuidOf(id: string): string {
  const bytes = createHash("sha256").update(`carillon/uuid/${id}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
