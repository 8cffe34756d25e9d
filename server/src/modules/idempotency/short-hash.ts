import { hash } from "node:crypto";

/** The first 128 bits of the SHA-256 of a text, in hex: what Postgres reads as a uuid. */
export function shortHash(text: string): string {
  return hash("sha256", text, "hex").slice(0, 32);
}
