import { isRecord } from "../json.js";

/** The unverified claims of a token. */
export interface Claims {
  /** The token's `sub`; null if there is none. */
  readonly subject: string | null;
  /** When it expires, in epoch milliseconds; null if unknown. */
  readonly endsAtMs: number | null;
  /** Its lifetime from issue to expiry; null if unknown. */
  readonly lifetimeMs: number | null;
}

const UNREADABLE: Claims = { subject: null, endsAtMs: null, lifetimeMs: null };

/** Reads a JSON Web Token without checking its signature. */
export function readClaims(token: string): Claims {
  try {
    const text = atob((token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/"));
    // Without TextDecoder, which test environments such as jsdom lack.
    const escaped = Array.from(text, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, "0")}`);
    const claims: unknown = JSON.parse(decodeURIComponent(escaped.join("")));
    if (!isRecord(claims)) return UNREADABLE;
    const { sub, exp, iat } = claims;
    const endsAtMs = typeof exp === "number" ? exp * 1000 : null;
    return {
      subject: typeof sub === "string" ? sub : null,
      endsAtMs,
      lifetimeMs: endsAtMs !== null && typeof iat === "number" ? endsAtMs - iat * 1000 : null,
    };
  } catch {
    return UNREADABLE;
  }
}

/**
 * Whose user token it is, as the token itself says; null if it does not say. Nobody has checked it.
 *
 * @example
 * subjectOf(userToken); // "ada"
 */
export function subjectOf(userToken: string): string | null {
  return readClaims(userToken).subject;
}
