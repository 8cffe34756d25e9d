import { generateKeyPairSync, verify } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { signUserToken } from "./index.js";

const KEYS = [
  ["RS256", generateKeyPairSync("rsa", { modulusLength: 2048 }), "sha256"],
  ["ES256", generateKeyPairSync("ec", { namedCurve: "prime256v1" }), "sha256"],
  ["EdDSA", generateKeyPairSync("ed25519"), null],
] as const;

function decode(part: string | undefined): unknown {
  return JSON.parse(Buffer.from(part ?? "", "base64url").toString());
}

describe("signUserToken", () => {
  test.each(KEYS)(
    "signs %s so that the public key verifies the token",
    (algorithm, { privateKey, publicKey }, digest) => {
      const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
      const token = signUserToken({ userId: "ada", keyId: "key_1", privateKey: pem, lifetimeSeconds: 60 });
      const [header, claims, signature] = token.split(".");
      const now = Math.floor(Date.now() / 1000);

      expect(decode(header)).toEqual({ alg: algorithm, typ: "JWT", kid: "key_1" });
      expect(decode(claims)).toEqual({ sub: "ada", iat: expect.closeTo(now, -1), exp: expect.closeTo(now + 60, -1) });
      const key = { key: publicKey, dsaEncoding: "ieee-p1363" } as const;
      expect(verify(digest, Buffer.from(`${header}.${claims}`), key, Buffer.from(signature ?? "", "base64url"))).toBe(
        true,
      );
    },
  );

  test("also accepts a JWK or a KeyObject", () => {
    const { privateKey } = KEYS[2][1];
    const jwk = JSON.stringify(privateKey.export({ format: "jwk" }));
    const fromJwk = signUserToken({ userId: "ada", keyId: "k", privateKey: jwk });

    expect(decode(fromJwk.split(".")[0])).toMatchObject({ alg: "EdDSA" });
    expect(signUserToken({ userId: "ada", keyId: "k", privateKey }).split(".")).toHaveLength(3);
  });

  test("refuses other keys, broken keys and an empty user", () => {
    const p384 = generateKeyPairSync("ec", { namedCurve: "secp384r1" }).privateKey;
    const { privateKey } = KEYS[2][1];

    expect(() => signUserToken({ userId: "ada", keyId: "k", privateKey: p384 })).toThrow("RSA, P-256 or Ed25519");
    expect(() => signUserToken({ userId: "ada", keyId: "k", privateKey: "nonsense" })).toThrow("PEM or JWK");
    expect(() => signUserToken({ userId: "", keyId: "k", privateKey })).toThrow("empty");
  });
});
