import { createPublicKey, KeyObject, type JsonWebKey } from "node:crypto";

/** Algorithms that a user token may be signed with; one key fits one of them. */
export const TOKEN_ALGORITHMS = ["RS256", "ES256", "EdDSA"] as const;
export type TokenAlgorithm = (typeof TOKEN_ALGORITHMS)[number];

export interface SigningKeyMaterial {
  jwk: JsonWebKey;
  algorithm: TokenAlgorithm;
}

export type ReadKey = { ok: true; value: SigningKeyMaterial } | { ok: false; code: string; message: string };

const TEXT_MAX_LENGTH = 16_384;
const RSA_MIN_BITS = 2048;
/** Checking a signature takes longer with the square of the size. */
const RSA_MAX_BITS = 8192;
const WANTED = "Send a public key as PEM (`-----BEGIN PUBLIC KEY-----`) or JWK: RSA from 2048 bits, P-256 or Ed25519.";

/** A public key in PEM (SPKI) or JWK that may check user tokens, or why not. */
export function readSigningKey(text: string): ReadKey {
  const trimmed = text.trim();
  if (trimmed.length > TEXT_MAX_LENGTH) return refuse("too_long", `A key has at most ${TEXT_MAX_LENGTH} characters.`);

  const key = trimmed.startsWith("{") ? readJwk(trimmed) : readPem(trimmed);
  return key instanceof KeyObject ? judge(key) : key;
}

function readPem(text: string): KeyObject | ReadKey {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return refusePrivate();
  if (!/^-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----$/.test(text)) return refuse("invalid_key", WANTED);
  try {
    return createPublicKey({ key: text, format: "pem" });
  } catch {
    return refuse("invalid_key", `This PEM cannot be read. ${WANTED}`);
  }
}

function readJwk(text: string): KeyObject | ReadKey {
  try {
    const jwk: unknown = JSON.parse(text);
    if (typeof jwk !== "object" || jwk === null) return refuse("invalid_key", WANTED);
    if ("d" in jwk) return refusePrivate();
    if ("k" in jwk) return refuse("invalid_key", `A shared secret cannot check user tokens. ${WANTED}`);
    return createPublicKey({ key: { ...jwk }, format: "jwk" });
  } catch {
    return refuse("invalid_key", `This JWK cannot be read. ${WANTED}`);
  }
}

function judge(key: KeyObject): ReadKey {
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {};

  if (key.asymmetricKeyType === "ed25519") return accept(key, "EdDSA");
  if (key.asymmetricKeyType === "ec" && namedCurve === "prime256v1") return accept(key, "ES256");
  if (key.asymmetricKeyType !== "rsa") return refuse("unsupported_key", `This kind of key is not supported. ${WANTED}`);
  if (modulusLength >= RSA_MIN_BITS && modulusLength <= RSA_MAX_BITS) return accept(key, "RS256");

  const message = `An RSA key has ${RSA_MIN_BITS} to ${RSA_MAX_BITS} bits; this one has ${modulusLength}.`;
  return refuse("unsupported_key", message);
}

/** Exported again, so that the stored form contains the key only, without other members of the input. */
function accept(key: KeyObject, algorithm: TokenAlgorithm): ReadKey {
  return { ok: true, value: { jwk: key.export({ format: "jwk" }), algorithm } };
}

function refusePrivate(): ReadKey {
  return refuse(
    "private_key",
    "This is the private half: keep it to yourself, replace it if it left your servers, and send the public half.",
  );
}

function refuse(code: string, message: string): ReadKey {
  return { ok: false, code, message };
}
