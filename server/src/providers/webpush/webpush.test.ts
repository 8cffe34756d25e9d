import { createECDH } from "node:crypto";
import { expect, test } from "@jest/globals";
import { answerOf, read } from "../../../test/support/provider-answers.js";
import type { PushMessage } from "../kit/message.js";
import { FIXED_NOW, fixedCases } from "../record/fixed-cases.js";
import { encrypt, keyPair, readBrowserKeys } from "./encrypt.js";
import { webpush } from "./provider.js";

const bytes = (text: string): Buffer => Buffer.from(text, "base64url");

/** RFC 8291, section 5. */
const VECTOR = {
  plaintext: "When I grow up, I want to be a watermelon",
  serverKey: "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
  p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
  auth: "BTBZMqHH6r4Tts7J_aSIgg",
  salt: "DGv6ra1nlYgDCS1FRnbzlw",
  body: "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
};

test("encrypts the vector of RFC 8291 byte for byte", () => {
  const [browser, server] = [readBrowserKeys(VECTOR.p256dh, VECTOR.auth), keyPair(bytes(VECTOR.serverKey))];
  if (!browser || !server) throw new Error("no keys");
  const body = encrypt(Buffer.from(VECTOR.plaintext), browser, server, bytes(VECTOR.salt));
  expect(body?.toString("base64url")).toBe(VECTOR.body);
});

test.each([
  [201, "", "ok"],
  [202, "", "ok"],
  [404, "", "gone"],
  [410, "", "gone"],
  [400, "", "rejected"],
  [400, { reason: "VapidPkHashMismatch" }, "gone"],
  [403, "the VAPID credentials do not correspond to the credentials used to create the subscriptions", "gone"],
  [401, "", "auth"],
  [403, { reason: "BadJwtToken" }, "auth"],
  [413, "", "rejected"],
  [429, "", "throttled"],
  [500, "", "retry"],
  [502, "<html>", "retry"],
])("reads %p %p as %s", (status, body, outcome) => {
  expect(read(webpush, status, body)).toMatchObject({ outcome });
});

test("returns the push service's id of the message, and renews a refused token", () => {
  expect(webpush.readAnswer(answerOf(201, "", { location: "https://p.example/m/1" }), 0)).toMatchObject({
    vendorId: "https://p.example/m/1",
  });
  expect(read(webpush, 403, "")).toMatchObject({ outcome: "auth", renewsAccessToken: true });
});

async function built(change: Partial<PushMessage> = {}, settings: object = {}) {
  const message = { ...(fixedCases(webpush).minimal as PushMessage), ...change };
  const credentials = { ...webpush.example.credentials, accessToken: "a.b.c" };
  return webpush.buildRequest(message, { ...webpush.example.settings, ...settings }, credentials, FIXED_NOW);
}

const at = (endpoint: string): Partial<PushMessage> => ({
  address: { endpoint, p256dh: VECTOR.p256dh, auth: VECTOR.auth },
});

test("never uses a salt or a key for two messages or two browsers", async () => {
  const heads = new Set<string>();
  const seed = Buffer.alloc(32, 9).toString("base64url");
  for (const change of [{}, { seed }, at("https://fcm.googleapis.com/fcm/send/other")]) {
    const request = await built(change);
    if (request.kind !== "http" || !(request.body instanceof Uint8Array)) throw new Error("no request");
    heads.add(Buffer.from(request.body.subarray(0, 16)).toString("hex"));
    heads.add(Buffer.from(request.body.subarray(21, 86)).toString("hex"));
  }
  expect(heads.size).toBe(6);
});

test.each([
  "https://fcm.googleapis.com/fcm/send/x",
  "https://updates.push.services.mozilla.com/wpush/v2/x",
  "https://web.push.apple.com/x",
  "https://wns2-par02p.notify.windows.com/w/?token=x",
])("calls %s", async (endpoint) => {
  expect(await built(at(endpoint))).toMatchObject({ kind: "http", url: endpoint });
});

test.each([
  "http://fcm.googleapis.com/x",
  "https://fcm.googleapis.com.evil.example/x",
  "https://evilpush.apple.com/x",
  "https://fcm.googleapis.com:8443/x",
  "https://a:b@fcm.googleapis.com/x",
  "https://127.0.0.1/x",
  "https://push.acme.example/x",
  "fcm.googleapis.com",
])("does not call %s (S-17)", async (endpoint) => {
  expect(await built(at(endpoint))).toMatchObject({ kind: "unsendable", outcome: "gone", code: "invalid_endpoint" });
});

test("also calls push services of the settings", async () => {
  const settings = { pushServices: ["push.acme.example"] };
  expect(await built(at("https://push.acme.example/x"), settings)).toMatchObject({ kind: "http" });
});

test.each<[string, Partial<PushMessage>, string]>([
  ["a token of an app", { address: { token: "x" } }, "invalid_endpoint"],
  [
    "keys that are too short",
    { address: { endpoint: "https://fcm.googleapis.com/x", p256dh: "AA", auth: "AA" } },
    "invalid_keys",
  ],
  [
    "a point that is not on the curve",
    {
      address: {
        endpoint: "https://fcm.googleapis.com/x",
        p256dh: Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]).toString("base64url"),
        auth: VECTOR.auth,
      },
    },
    "invalid_keys",
  ],
  ["more than a record holds", { body: "x".repeat(4000) }, "too_large"],
])("refuses %s", async (_what, change, code) => {
  expect(await built(change)).toMatchObject({ kind: "unsendable", code });
});

test("creates one token for each push service, and reports which key is wrong", () => {
  const source = webpush.accessToken;
  if (source?.from !== "here") throw new Error("no tokens");
  const { settings, credentials } = webpush.example;
  const message = fixedCases(webpush).minimal as PushMessage;
  const scope = source.scopeOf(message);
  expect(scope).toBe("https://fcm.googleapis.com");
  const made = source.mint(settings, credentials, { scope, now: FIXED_NOW });
  if ("outcome" in made) throw new Error(made.reason);
  expect(JSON.parse(bytes(made.token.split(".")[1] ?? "").toString())).toEqual({
    ...{ aud: scope, sub: "mailto:operations@acme.example", exp: FIXED_NOW / 1000 + 12 * 3600 },
  });
  const other = createECDH("prime256v1").generateKeys().toString("base64url");
  const check = webpush.checkSettings;
  expect(check?.buildRequest(settings, credentials, FIXED_NOW)).toEqual({ kind: "local" });
  expect(check?.buildRequest({ ...settings, publicKey: other }, credentials, FIXED_NOW)).toMatchObject({
    kind: "unsendable",
    reason: expect.stringContaining("does not belong"),
  });
  expect(check?.buildRequest(settings, { privateKey: "AA" }, FIXED_NOW)).toMatchObject({ kind: "unsendable" });
});
