import { createHash } from "node:crypto";

export const SESSION_TOKEN_BYTES = 32;
const SHAPE = /^[\w-]{43}$/;

/** The text of a session's token, for its cookie. */
export function sessionTokenText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

/** The stored form of a token; null for a text that is none. */
export function hashSessionToken(token: string): Buffer | null {
  return SHAPE.test(token) ? createHash("sha256").update(token).digest() : null;
}
