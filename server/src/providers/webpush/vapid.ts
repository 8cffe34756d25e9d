import { createPrivateKey } from "node:crypto";
import { failure, type Failure } from "../kit/answer.js";
import type { AccessToken } from "../kit/provider.js";
import { signJwt } from "../kit/signing/jwt.js";
import { keyPair } from "./encrypt.js";

/** Push services take tokens of at most 24 hours. */
const [RENEW_MS, LIFE_MS] = [11 * 3_600_000, 12 * 3_600_000];

/** The keys that a site identifies itself with to push services (RFC 8292), as base64url. */
interface VapidKeys {
  /** `mailto:` or `https:` */
  subject: string;
  publicKey: string;
  privateKey: string;
}

/** A token for one push service, or the error in the keys. */
export function vapidToken(keys: VapidKeys, origin: string, now: number): AccessToken | Failure {
  const bytes = Buffer.from(keys.privateKey, "base64url");
  const point = keyPair(bytes)?.getPublicKey();
  if (!point || bytes.length !== 32) return refused("The private VAPID key is not 32 bytes of base64url.");
  if (point.toString("base64url") !== keys.publicKey.replace(/=+$/, "")) {
    return refused("The public VAPID key does not belong to the private one.");
  }
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url"));
  const jwk = { kty: "EC", crv: "P-256", d: bytes.toString("base64url"), ...(x && y && { x, y }) };
  const key = createPrivateKey({ key: jwk, format: "jwk" });
  const expiresAt = now + LIFE_MS;
  const claims = { aud: origin, exp: Math.floor(expiresAt / 1000), sub: keys.subject };
  return { token: signJwt("ES256", { typ: "JWT" }, claims, key), renewAt: now + RENEW_MS, expiresAt };
}

function refused(reason: string): Failure {
  return failure("auth", { code: "invalid_key", reason });
}
