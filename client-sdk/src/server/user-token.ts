import { type KeyObject, createPrivateKey, sign } from "node:crypto";
import { CarillonError } from "../errors.js";
import { isRecord } from "../json.js";

const DEFAULT_LIFETIME_SECONDS = 3600;

/** The subject of a token, and the key that signs it. */
export interface SignUserTokenOptions {
  /** Your id of the user. */
  readonly userId: string;
  /** The `keyId` that `createSigningKey` returned for the public key. */
  readonly keyId: string;
  /** Private key, PEM or JWK as a string, or a KeyObject: RSA (RS256), P-256 (ES256) or Ed25519 (EdDSA). */
  readonly privateKey: string | KeyObject;
  /** Seconds until the token expires. Default: 3,600. */
  readonly lifetimeSeconds?: number;
}

/**
 * Signs a user token for `createClient({ userToken })`.
 *
 * @example
 * app.get("/api/carillon-token", (request, response) =>
 *   response.send(signUserToken({ userId: request.user.id, keyId: "key_…", privateKey: process.env.CARILLON_SIGNING_KEY })));
 */
export function signUserToken({
  userId,
  keyId,
  privateKey,
  lifetimeSeconds = DEFAULT_LIFETIME_SECONDS,
}: SignUserTokenOptions): string {
  if (userId === "") throw new CarillonError("INVALID_OPTIONS", "`userId` is empty.");

  const key = typeof privateKey === "string" ? readKey(privateKey) : privateKey;
  const { algorithm, digest } = algorithmOf(key);
  const issuedAt = Math.floor(Date.now() / 1000);
  const header = encode({ alg: algorithm, typ: "JWT", kid: keyId });
  const claims = encode({ sub: userId, iat: issuedAt, exp: issuedAt + lifetimeSeconds });
  // JWT requires the two numbers of an ECDSA signature concatenated, not in DER.
  const signature = sign(digest, Buffer.from(`${header}.${claims}`), { key, dsaEncoding: "ieee-p1363" });
  return `${header}.${claims}.${signature.toString("base64url")}`;
}

function readKey(text: string): KeyObject {
  try {
    if (!text.trimStart().startsWith("{")) return createPrivateKey(text);
    const key: unknown = JSON.parse(text);
    return createPrivateKey({ key: isRecord(key) ? key : {}, format: "jwk" });
  } catch (error) {
    throw new CarillonError("INVALID_OPTIONS", "`privateKey` is not a private key in PEM or JWK.", { cause: error });
  }
}

function algorithmOf(key: KeyObject): { readonly algorithm: string; readonly digest: string | null } {
  if (key.asymmetricKeyType === "rsa") return { algorithm: "RS256", digest: "sha256" };
  if (key.asymmetricKeyType === "ed25519") return { algorithm: "EdDSA", digest: null };
  if (key.asymmetricKeyType === "ec" && key.asymmetricKeyDetails?.namedCurve === "prime256v1") {
    return { algorithm: "ES256", digest: "sha256" };
  }
  throw new CarillonError("INVALID_OPTIONS", "User tokens are signed by RSA, P-256 or Ed25519 keys.");
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
