import { isJsonObject } from "../../../platform/json.js";
import { readSigningKey, type SigningKeyMaterial } from "../../environments/pure.js";

export interface SetKey extends SigningKeyMaterial {
  keyId: string | null;
}

const KEYS_MAX = 50;

/** The keys of a JSON Web Key Set that may check user tokens. Keys for other purposes, and unfit ones, are left out. */
export function readKeySet(value: unknown): SetKey[] {
  const keys = isJsonObject(value) ? value.keys : null;
  if (!Array.isArray(keys)) throw new Error("The answer is no JSON Web Key Set: an object with a list `keys`.");
  return keys.slice(0, KEYS_MAX).flatMap((jwk) => {
    if (!isJsonObject(jwk) || (jwk.use !== undefined && jwk.use !== "sig")) return [];
    const read = readSigningKey(JSON.stringify(jwk));
    if (!read.ok || (jwk.alg !== undefined && jwk.alg !== read.value.algorithm)) return [];
    return [{ ...read.value, keyId: typeof jwk.kid === "string" ? jwk.kid : null }];
  });
}
