import { hash } from "node:crypto";
import { crc32 } from "node:zlib";

export type ApiKeyKind = "secret" | "public";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_LENGTH = 32;
const CHECK_LENGTH = 6;
const SHAPE = /^(sk|pk)_([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/;

function checksum(body: string): string {
  let rest = crc32(body);
  let text = "";
  for (let i = 0; i < CHECK_LENGTH; i++) {
    text = BASE62.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

/** A new key: prefix, 190 random bits, and a checksum by which typos and secret scanners recognise it without a look-up. */
export function makeApiKey(kind: ApiKeyKind, randomBytes: (size: number) => Uint8Array): string {
  let body = `${kind === "secret" ? "sk" : "pk"}_`;
  const wanted = body.length + RANDOM_LENGTH;
  while (body.length < wanted) {
    // 248 is the largest multiple of 62 in a byte: larger ones would favour some letters.
    for (const byte of randomBytes(RANDOM_LENGTH))
      if (byte < 248 && body.length < wanted) body += BASE62.charAt(byte % 62);
  }
  return body + checksum(body);
}

/** The type of this key, or null if it is not a key of Carillon. */
export function readApiKey(key: string): ApiKeyKind | null {
  const match = SHAPE.exec(key);
  if (!match || checksum(key.slice(0, -CHECK_LENGTH)) !== match[3]) return null;
  return match[1] === "sk" ? "secret" : "public";
}

/** The stored form of a key. It has enough random bits not to need a slow hash. */
export function hashApiKey(key: string): Buffer {
  return hash("sha256", key, "buffer");
}
