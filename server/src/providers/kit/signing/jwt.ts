import { createHmac, sign, type KeyObject } from "node:crypto";
import type { JsonObject } from "../../../platform/json.js";
import { parseObject } from "../answers/read-json.js";
import { isEqual } from "./equal.js";

type Algorithm = "ES256" | "RS256";

/** The request to sign. Names of headers are in lower case. */
export function signJwt(algorithm: Algorithm, header: JsonObject, claims: JsonObject, key: KeyObject): string {
  const signed = `${segment({ alg: algorithm, ...header })}.${segment(claims)}`;
  const form = algorithm === "ES256" ? ({ key, dsaEncoding: "ieee-p1363" } as const) : key;
  return `${signed}.${sign("sha256", Buffer.from(signed), form).toString("base64url")}`;
}

/**
 * The headers of a signed AWS request (Signature Version 4): the given ones, `host`, `x-amz-date` and `authorization`. `now`
 * is in milliseconds since 1970; AWS accepts it within five minutes of its own time.
 */
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
