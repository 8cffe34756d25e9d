import { createHmac, sign, type KeyObject } from "node:crypto";
import type { JsonObject } from "../../../platform/json.js";
import { parseObject } from "../answers/read-json.js";
import { isEqual } from "./equal.js";

type Algorithm = "ES256" | "RS256";

/** A JWT signed by a private key. ES256 uses randomness, so two tokens of the same input differ. */
export function signJwt(algorithm: Algorithm, header: JsonObject, claims: JsonObject, key: KeyObject): string {
  const signed = `${segment({ alg: algorithm, ...header })}.${segment(claims)}`;
  const form = algorithm === "ES256" ? ({ key, dsaEncoding: "ieee-p1363" } as const) : key;
  return `${signed}.${sign("sha256", Buffer.from(signed), form).toString("base64url")}`;
}

/** The claims of a JWT that the secret signed by HMAC-SHA256; null if the signature or the form is wrong. */
export function verifyHs256(token: string, secret: string): JsonObject | null {
  const [head, body, signature, ...rest] = token.split(".");
  if (head === undefined || body === undefined || signature === undefined || rest.length > 0) return null;
  const header = parseObject(Buffer.from(head, "base64url").toString("utf8"));
  if (header?.alg !== "HS256") return null;
  const expected = createHmac("sha256", secret).update(`${head}.${body}`).digest("base64url");
  return isEqual(expected, signature) ? parseObject(Buffer.from(body, "base64url").toString("utf8")) : null;
}

function segment(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
