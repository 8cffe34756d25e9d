import { createPublicKey, verify } from "node:crypto";
import { expect, test } from "@jest/globals";
import { answerOf, ANSWERED_AT, read } from "../../../test/support/provider-answers.js";
import type { PushMessage } from "../kit/message.js";
import { FIXED_NOW, fixedCases } from "../record/fixed-cases.js";
import { apns } from "./provider.js";

test.each([
  [400, "BadDeviceToken", "gone"],
  [400, "DeviceTokenNotForTopic", "gone"],
  [400, "PayloadEmpty", "rejected"],
  [400, "BadTopic", "config"],
  [400, "MissingTopic", "config"],
  [400, "TopicDisallowed", "config"],
  [400, "BadPriority", "rejected"],
  [400, "BrandNew", "rejected"],
  [403, "ExpiredProviderToken", "auth"],
  [403, "InvalidProviderToken", "auth"],
  [403, "BadCertificate", "auth"],
  [410, "Unregistered", "gone"],
  [410, "ExpiredToken", "gone"],
  [413, "PayloadTooLarge", "rejected"],
  [429, "TooManyRequests", "throttled"],
  [429, "TooManyProviderTokenUpdates", "throttled"],
  [500, "InternalServerError", "retry"],
  [503, "ServiceUnavailable", "retry"],
  [503, "Shutdown", "retry"],
])("reads %p %s as %s", (status, reason, outcome) => {
  expect(read(apns, status, { reason })).toMatchObject({ outcome, code: reason, isCodeKnown: reason !== "BrandNew" });
});

test("requests a new token only if the old one expired, and returns since when a device is unregistered", () => {
  expect(read(apns, 403, { reason: "ExpiredProviderToken" })).toMatchObject({ renewsAccessToken: true });
  expect(read(apns, 403, { reason: "InvalidProviderToken" })).not.toHaveProperty("renewsAccessToken");
  expect(read(apns, 410, { reason: "Unregistered", timestamp: 1_764_417_600_000 })).toMatchObject({
    goneSince: 1_764_417_600_000,
  });
  expect(read(apns, 410, { reason: "Unregistered" })).not.toHaveProperty("goneSince");
  expect(read(apns, 200, "", { "apns-id": "a-b" })).toMatchObject({ outcome: "ok", vendorId: "a-b" });
});

async function requestOf(name: string, change: Partial<PushMessage> = {}) {
  const message = { ...(fixedCases(apns)[name] as PushMessage), ...change };
  const credentials = { ...apns.example.credentials, accessToken: "a.b.c" };
  const request = await apns.buildRequest(message, apns.example.settings, credentials, FIXED_NOW);
  if (request.kind !== "http" || typeof request.body !== "string") return { request };
  return { request, body: JSON.parse(request.body), headers: request.headers };
}

test("sends a silent push that wakes the app without showing anything", async () => {
  const { body, headers } = await requestOf("silent-push");
  expect(body).toMatchObject({ aps: { "content-available": 1 }, refresh: true });
  expect(headers).toMatchObject({ "apns-push-type": "background", "apns-priority": "5" });
  expect(Object.keys(body.aps)).toEqual(["content-available"]);
});

test("passes the app its data, which cannot replace the shown text", async () => {
  const { body } = await requestOf("minimal", { data: { aps: { alert: "forged" }, a: [1] } });
  expect(body).toMatchObject({ a: [1], _aps: { alert: "forged" }, aps: { alert: { title: "Hello" } } });
});

test("replaces an earlier attempt on the screen, by the collapse key or the message's id", async () => {
  const [first, again, other] = await Promise.all([
    requestOf("minimal"),
    requestOf("minimal"),
    requestOf("minimal", { messageId: "msg_other" }),
  ]);
  expect(first.headers?.["apns-collapse-id"]).toBe(again.headers?.["apns-collapse-id"]);
  expect(first.headers?.["apns-collapse-id"]).not.toBe(other.headers?.["apns-collapse-id"]);
  expect((await requestOf("full")).headers?.["apns-collapse-id"]?.length).toBeLessThanOrEqual(64);
});

test.each<[string, Partial<PushMessage>, string]>([
  ["an invalid token", { address: { token: "../../evil" } }, "gone"],
  ["a browser's subscription", { address: { endpoint: "https://a.example", p256dh: "x", auth: "y" } }, "gone"],
  ["more than 4,096 bytes", { body: "x".repeat(4096) }, "rejected"],
])("refuses %s", async (_what, change, outcome) => {
  expect((await requestOf("minimal", change)).request).toMatchObject({ kind: "unsendable", outcome });
});

const scope = { scope: "key", now: FIXED_NOW };

test("creates a token from the key, with the team and the key id", () => {
  const source = apns.accessToken;
  if (source?.from !== "here") throw new Error("no tokens");
  const made = source.mint(apns.example.settings, apns.example.credentials, scope);
  if ("outcome" in made) throw new Error(made.reason);
  const [head = "", claims = "", signature = ""] = made.token.split(".");
  const read = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString());
  expect(read(head)).toEqual({ alg: "ES256", kid: "ABC123DEFG" });
  expect(read(claims)).toEqual({ iss: "DEF123GHIJ", iat: FIXED_NOW / 1000 });
  const key = createPublicKey(apns.example.credentials.privateKey);
  const signed = Buffer.from(`${head}.${claims}`);
  expect(verify("sha256", signed, { key, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"))).toBe(true);
  expect(made.renewAt - FIXED_NOW).toBeGreaterThan(20 * 60_000);
  expect(made.expiresAt - FIXED_NOW).toBeLessThan(60 * 60_000);
  const bad = source.mint(apns.example.settings, { privateKey: "no key" }, scope);
  expect(bad).toMatchObject({ outcome: "auth", code: "invalid_key" });
  expect(JSON.stringify(bad)).not.toContain("no key");
});

test("checks the key with a push to an invalid device", () => {
  const check = apns.checkSettings;
  const request = check?.buildRequest(apns.example.settings, { privateKey: "", accessToken: "a.b.c" }, ANSWERED_AT);
  expect(request).toMatchObject({ kind: "http", protocol: "h2", url: expect.stringMatching(/\/3\/device\/0{64}$/) });
  expect(check?.readAnswer(answerOf(400, { reason: "BadDeviceToken" }))).toBeNull();
  expect(check?.readAnswer(answerOf(403, { reason: "InvalidProviderToken" }))).toMatchObject({ outcome: "auth" });
  expect(check?.readAnswer(answerOf(400, { reason: "TopicDisallowed" }))).toMatchObject({ outcome: "config" });
});
