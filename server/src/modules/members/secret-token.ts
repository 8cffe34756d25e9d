import { createHash } from "node:crypto";
import type { Runtime } from "../../platform/runtime/index.js";

/** 256 bits: the tokens of sessions and of links. */
export const SECRET_TOKEN_BYTES = 32;
const SHAPE = /^[\w-]{43}$/;

/** The text of a token, for a cookie or a link. */
export function secretTokenText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

/** A new token with its stored form. */
export function newSecretToken({ randomBytes }: Pick<Runtime, "randomBytes">): { token: string; hash: Buffer } {
  const token = secretTokenText(randomBytes(SECRET_TOKEN_BYTES));
  return { token, hash: hashOf(token) };
}

/** The stored form of a token; null for a text that is none. */
export function hashSecretToken(token: string): Buffer | null {
  return SHAPE.test(token) ? hashOf(token) : null;
}

function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
