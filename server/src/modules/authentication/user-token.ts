import { checkId } from "../../platform/errors/index.js";
import { isJsonObject, type JsonObject } from "../../platform/json.js";
import { hasDuplicateKeys } from "../../platform/duplicate-keys.js";
import { TOKEN_ALGORITHMS, type TokenAlgorithm } from "../environments/pure.js";

/** A token whose signature was not checked yet. */
export interface UnverifiedToken {
  /** Null if the token does not name the key that signed it. */
  keyId: string | null;
  algorithm: TokenAlgorithm;
  claims: JsonObject;
}

export type Read<T> = { ok: true; value: T } | { ok: false; why: string };

/** Far above the length of a token with our claims; a longer one is refused without parsing. */
const MAX_LENGTH = 8192;
const DEFAULT_MAX_HOURS = 24;
/** Maximum clock skew between signers and this server. */
const SKEW_S = 30;
export const TOKEN_SKEW_MS = SKEW_S * 1000;
const SHAPE = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** Identity providers name keys by base64, URLs or dates; a path upwards is no name. */
const KEY_ID = /^(?!.*\.\.)[\w.~=+:@/-]{1,200}$/;

/** Reads a compact JWS without trusting it: shape, size, `alg`, `kid`, doubled members. */
export function readUserToken(token: string): Read<UnverifiedToken> {
  if (token.length > MAX_LENGTH) return refuse(`it is longer than ${MAX_LENGTH} characters`);
  if (!SHAPE.test(token)) return refuse("it is not a JWT: three parts in base64url, with dots between");

  const [headerPart = "", claimsPart = ""] = token.split(".");
  const header = readPart(headerPart);
  const claims = readPart(claimsPart);
  if (!header) return refuse("its header is not a JSON object, or names something twice");
  if (!claims) return refuse("its payload is not a JSON object, or names something twice");

  const algorithm = TOKEN_ALGORITHMS.find((each) => each === header.alg);
  if (!algorithm) return refuse(`its header must say \`alg\`: ${TOKEN_ALGORITHMS.join(", ")}`);
  if (header.crit !== undefined) return refuse("its header must not hold `crit`");
  const keyId = header.kid ?? null;
  if (keyId !== null && (typeof keyId !== "string" || !KEY_ID.test(keyId))) {
    return refuse("its header says a `kid` that names no key: use the `keyId` that createSigningKey answered");
  }
  return { ok: true, value: { keyId, algorithm, claims } };
}

/** The user and the end of a token with a valid signature, or why its claims are refused. */
export function checkClaims(
  claims: JsonObject,
  nowMs: number,
  maxHours = DEFAULT_MAX_HOURS,
): Read<{ userId: string; expiresAt: number }> {
  const { sub, exp, iat, nbf } = claims;
  const now = nowMs / 1000;
  const maxLifeS = maxHours * 3600;

  if (typeof sub !== "string") return refuse("its claim `sub` must be the user's id, as a string");
  if (checkUserId(sub).length > 0) return refuse("its claim `sub` is no user id: 1 to 256 characters without `/`, `#`");
  if (typeof exp !== "number") return refuse("its claim `exp` must say when it expires, in seconds since 1970");
  if (iat !== undefined && typeof iat !== "number") return refuse("its claim `iat` must be a number of seconds");
  if (nbf !== undefined && typeof nbf !== "number") return refuse("its claim `nbf` must be a number of seconds");

  if (exp <= now - SKEW_S) return refuse("it has expired");
  if (iat !== undefined && iat > now + SKEW_S) return refuse("its claim `iat` lies in the future");
  if (nbf !== undefined && nbf > now + SKEW_S) return refuse("its claim `nbf` lies in the future: it is not valid yet");
  if (iat !== undefined && exp - iat > maxLifeS) return refuse(`it lives longer than ${maxHours} hours`);
  if (exp > now + maxLifeS + SKEW_S) return refuse(`it expires more than ${maxHours} hours from now`);

  return { ok: true, value: { userId: sub, expiresAt: exp * 1000 } };
}

/** Checks the user id of a credential. */
export function checkUserId(userId: string): { message: string }[] {
  return checkId(userId, [], { refuses: /[/#]/ });
}

function readPart(part: string): JsonObject | null {
  const bytes = Buffer.from(part, "base64url");
  // Base64 decoding ignores some bits, so several texts could decode to one signature: only the canonical one is accepted.
  if (bytes.toString("base64url") !== part) return null;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) && !hasDuplicateKeys(text) ? value : null;
  } catch {
    return null;
  }
}

function refuse(why: string): { ok: false; why: string } {
  return { ok: false, why };
}
