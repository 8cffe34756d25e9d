import { generateKeyPairSync, createHmac } from "node:crypto";
import { expect, test } from "@jest/globals";
import { jwtVerify } from "jose";
import fc from "fast-check";
import { derivedBytes, shortId, uuidOf } from "./derive.js";
import { signJwt, verifyHs256 } from "./jwt.js";
import { signAws } from "./sigv4.js";
import { signStandardWebhook, verifyStandardWebhook } from "./standard-webhooks.js";

const AWS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const AWS_NOW = Date.UTC(2015, 7, 30, 12, 36);
const SCOPE = { region: "us-east-1", service: "service" };
const FORM = { "content-type": "application/x-www-form-urlencoded" };

// From AWS's published test suite of Signature Version 4.
const AWS_VECTORS = {
  "get-vanilla": {
    request: { method: "GET", url: "https://example.amazonaws.com/", headers: {}, body: "" },
    signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
  },
  "get-vanilla-query-order-key-case": {
    request: {
      method: "GET",
      url: "https://example.amazonaws.com/?Param2=value2&Param1=value1",
      headers: {},
      body: "",
    },
    signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
  },
  "post-vanilla": {
    request: { method: "POST", url: "https://example.amazonaws.com/", headers: {}, body: "" },
    signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
  },
  "post-x-www-form-urlencoded": {
    request: { method: "POST", url: "https://example.amazonaws.com/", headers: FORM, body: "Param1=value1" },
    signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
  },
};

test.each(Object.entries(AWS_VECTORS))("signs AWS's vector %s", (_name, { request, signature }) => {
  const signed = signAws(request, SCOPE, AWS, AWS_NOW);
  expect(signed.authorization).toContain("Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request");
  expect(signed.authorization).toContain(`Signature=${signature}`);
});

// From the documents of Standard Webhooks.
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const CALLBACK = {
  method: "POST",
  url: "https://acme.example/",
  headers: {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": SIGNATURE,
  },
  body: '{"test": 2432232314}',
};
const SIGNED_AT = 1_614_265_330_000;

test("signs the vector of Standard Webhooks", () => {
  expect(signStandardWebhook(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, CALLBACK.body)).toBe(SIGNATURE);
});

test("accepts a signed webhook, with either set of header names and among other signatures", () => {
  expect(verifyStandardWebhook(CALLBACK, SECRET, SIGNED_AT)).toEqual({ ok: true });
  const renamed = Object.fromEntries(
    Object.entries(CALLBACK.headers).map(([name, value]) => [name.replace("webhook-", "svix-"), value]),
  );
  expect(verifyStandardWebhook({ ...CALLBACK, headers: renamed }, SECRET, SIGNED_AT, "svix")).toEqual({ ok: true });
  const two = { ...CALLBACK.headers, "webhook-signature": `v1,AAAA ${SIGNATURE}` };
  expect(verifyStandardWebhook({ ...CALLBACK, headers: two }, SECRET, SIGNED_AT)).toEqual({ ok: true });
});

test("refuses a forged, changed, old or unsigned webhook (S-19)", () => {
  const refused = (change: object, now = SIGNED_AT, secret = SECRET): void => {
    expect(verifyStandardWebhook({ ...CALLBACK, ...change }, secret, now)).toMatchObject({ ok: false });
  };
  refused({ body: '{"test": 2432232315}' });
  refused({ headers: {} });
  refused({ headers: { ...CALLBACK.headers, "webhook-id": "msg_other" } });
  refused({ headers: { ...CALLBACK.headers, "webhook-signature": "" } });
  refused({}, SIGNED_AT + 301_000);
  refused({}, SIGNED_AT - 301_000);
  refused({}, SIGNED_AT, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
});

test("creates JWTs that another library verifies", async () => {
  for (const [algorithm, pair] of [
    ["ES256", generateKeyPairSync("ec", { namedCurve: "P-256" })],
    ["RS256", generateKeyPairSync("rsa", { modulusLength: 2048 })],
  ] as const) {
    const jwt = signJwt(algorithm, { kid: "k" }, { iss: "team" }, pair.privateKey);
    const { payload, protectedHeader } = await jwtVerify(jwt, pair.publicKey, { algorithms: [algorithm] });
    expect(payload).toEqual({ iss: "team" });
    expect(protectedHeader).toEqual({ alg: algorithm, kid: "k" });
  }
});

test("verifies HS256 only, whatever the token's header says (S-19)", () => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const token = (alg: string, secret: string): string => {
    const signed = `${part({ alg })}.${part({ a: 1 })}`;
    return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
  };
  expect(verifyHs256(token("HS256", "s"), "s")).toEqual({ a: 1 });
  expect(verifyHs256(token("HS256", "t"), "s")).toBeNull();
  expect(verifyHs256(token("none", "s"), "s")).toBeNull();
  expect(verifyHs256(`${part({ alg: "none" })}.${part({ a: 1 })}.`, "s")).toBeNull();
  expect(verifyHs256("x", "s")).toBeNull();
});

test("derives pseudo-random values from the seed and the purpose only", () => {
  const seed = Buffer.alloc(32, 1).toString("base64url");
  expect(derivedBytes(seed, "salt", 16)).toEqual(derivedBytes(seed, "salt", 16));
  expect(derivedBytes(seed, "salt", 16)).not.toEqual(derivedBytes(seed, "key", 16));
  expect(derivedBytes(Buffer.alloc(32, 2).toString("base64url"), "salt", 16)).not.toEqual(
    derivedBytes(seed, "salt", 16),
  );
});

test("short ids and UUIDs fit, depend on the id only, and differ for different ids", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 300 }), fc.string({ minLength: 1, maxLength: 300 }), (a, b) => {
      expect(shortId(a, 25)).toMatch(/^[A-Za-z0-9_-]{1,25}$/);
      expect(shortId(a, 25)).toBe(shortId(a, 25));
      expect(uuidOf(a)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      if (a !== b) expect(shortId(a, 25)).not.toBe(shortId(b, 25));
      if (a !== b) expect(uuidOf(a)).not.toBe(uuidOf(b));
    }),
  );
});
