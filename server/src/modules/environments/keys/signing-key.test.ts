import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { expect, test } from "@jest/globals";
import { readSigningKey } from "./signing-key.js";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" });
const ed25519 = generateKeyPairSync("ed25519");

const pem = (key: KeyObject): string => key.export({ format: "pem", type: "spki" }).toString();
const jwk = (key: KeyObject): string => JSON.stringify(key.export({ format: "jwk" }));

test.each([
  ["RSA", rsa.publicKey, "RS256"],
  ["P-256", p256.publicKey, "ES256"],
  ["Ed25519", ed25519.publicKey, "EdDSA"],
])("a public key of type %s can be read from PEM and from JWK", (_name, key, algorithm) => {
  expect(readSigningKey(pem(key))).toMatchObject({ ok: true, value: { algorithm } });
  expect(readSigningKey(`\n${jwk(key)} `)).toEqual(readSigningKey(pem(key)));
});

test("of a JWK only the key itself is stored", () => {
  const text = JSON.stringify({
    ...ed25519.publicKey.export({ format: "jwk" }),
    kid: "../../etc",
    use: "enc",
    x5u: "http://x",
  });
  const read = readSigningKey(text);
  expect(read.ok && Object.keys(read.value.jwk).sort()).toEqual(["crv", "kty", "x"]);
});

test("a private key is refused with advice", () => {
  const privateKey = ed25519.privateKey;
  const forms = [privateKey.export({ format: "pem", type: "pkcs8" }).toString(), jwk(privateKey), jwk(rsa.privateKey)];
  for (const form of forms) expect(readSigningKey(form)).toMatchObject({ ok: false, code: "private_key" });
});

test.each([
  ["nothing", "", "invalid_key"],
  ["any text", "my key", "invalid_key"],
  ["an empty JWK", "{}", "invalid_key"],
  ["broken JSON", "{", "invalid_key"],
  ["a shared secret", '{"kty":"oct","k":"c2VjcmV0"}', "invalid_key"],
  ["a PEM of garbage", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "invalid_key"],
  ["a certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "invalid_key"],
  ["a huge text", "x".repeat(100_000), "too_long"],
  ["a short RSA key", pem(generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey), "unsupported_key"],
  ["another curve", pem(generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey), "unsupported_key"],
  ["an RSA-PSS key", pem(generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).publicKey), "unsupported_key"],
  ["an X25519 key", pem(generateKeyPairSync("x25519").publicKey), "unsupported_key"],
])("%s is refused", (_name, text, code) => {
  expect(readSigningKey(text)).toMatchObject({ ok: false, code });
});
