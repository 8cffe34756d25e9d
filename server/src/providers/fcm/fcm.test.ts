import { createPublicKey, verify } from "node:crypto";
import { expect, test } from "@jest/globals";
import { answerOf, ANSWERED_AT, read } from "../../../test/support/provider-answers.js";
import { textAt } from "../kit/answers/read-json.js";
import type { PushMessage } from "../kit/message.js";
import { FIXED_NOW, fixedCases } from "../record/fixed-cases.js";
import { fcm } from "./provider.js";

const error = (errorCode: string, field?: string): object => ({
  error: {
    ...{ code: 400, message: "x", status: "X" },
    details: [
      { "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", errorCode },
      ...(field === undefined ? [] : [{ "@type": "x/google.rpc.BadRequest", fieldViolations: [{ field }] }]),
    ],
  },
});

test.each([
  [404, error("UNREGISTERED"), "gone"],
  [400, error("INVALID_ARGUMENT"), "rejected"],
  [400, error("INVALID_ARGUMENT", "message.data"), "rejected"],
  [400, error("INVALID_ARGUMENT", "message.token"), "gone"],
  [403, error("SENDER_ID_MISMATCH"), "config"],
  [401, error("THIRD_PARTY_AUTH_ERROR"), "config"],
  [429, error("QUOTA_EXCEEDED"), "throttled"],
  [503, error("UNAVAILABLE"), "retry"],
  [500, error("INTERNAL"), "retry"],
  [401, { error: { status: "UNAUTHENTICATED" } }, "auth"],
  [403, { error: { status: "PERMISSION_DENIED" } }, "config"],
  [404, { error: { status: "NOT_FOUND" } }, "config"],
  [404, "<html>", "config"],
  [500, "<html>", "uncertain"],
  [200, "{}", "uncertain"],
])("reads %p %p as %s", (status, body, outcome) => {
  expect(read(fcm, status, body)).toMatchObject({ outcome });
});

test("returns the name of an accepted push, waits a minute by default, and renews a refused token", () => {
  expect(read(fcm, 200, { name: "projects/p/messages/1" })).toMatchObject({ vendorId: "projects/p/messages/1" });
  expect(read(fcm, 429, error("QUOTA_EXCEEDED"))).toMatchObject({ retryAfterMs: 60_000 });
  expect(read(fcm, 429, error("QUOTA_EXCEEDED"), { "retry-after": "90" })).toMatchObject({ retryAfterMs: 90_000 });
  expect(read(fcm, 401, { error: { status: "UNAUTHENTICATED" } })).toMatchObject({ renewsAccessToken: true });
});

async function bodyOf(name: string, change: Partial<PushMessage> = {}) {
  const message = { ...(fixedCases(fcm)[name] as PushMessage), ...change };
  const request = await fcm.buildRequest(message, {}, { ...fcm.example.credentials, accessToken: "t" }, FIXED_NOW);
  return request.kind === "http" && typeof request.body === "string" ? JSON.parse(request.body).message : request;
}

test("sends data as strings, with names that Firebase does not reserve", async () => {
  const data = { from: "me", google: 1, "gcm.x": null, googly: true, nested: { a: [1] } };
  expect((await bodyOf("minimal", { data })).data).toEqual({
    ...{ _from: "me", _google: "1", "_gcm.x": "null", googly: "true", nested: '{"a":[1]}' },
    carillon_message_id: "msg_01hzy3v9k2f8q4r6t0w1x5c7d9",
  });
});

test("shows nothing for a silent push, and replaces an earlier attempt of the same message", async () => {
  const silent = await bodyOf("silent-push");
  expect(silent).not.toHaveProperty("notification");
  expect(silent.apns).toMatchObject({ payload: { aps: { "content-available": 1 } } });
  const plain = await bodyOf("minimal");
  expect(plain.android.notification.tag).toBe("msg_01hzy3v9k2f8q4r6t0w1x5c7d9");
  expect(plain.android).not.toHaveProperty("collapseKey");
  expect((await bodyOf("full")).android).toMatchObject({
    priority: "HIGH",
    ttl: "3660s",
    notification: { tag: "mention/plans" },
  });
});

test.each<[string, Partial<PushMessage>, string]>([
  ["an invalid token", { address: { token: "a/b" } }, "gone"],
  ["a browser's subscription", { address: { endpoint: "https://a.example", p256dh: "x", auth: "y" } }, "gone"],
  ["more than 4,096 bytes", { data: { text: "x".repeat(4096) } }, "rejected"],
])("refuses %s", async (_what, change, outcome) => {
  expect(await bodyOf("minimal", change)).toMatchObject({ kind: "unsendable", outcome });
});

const account = fcm.example.credentials.serviceAccount;
if (typeof account === "string") throw new Error("the example is text");

test.each([
  ["text that is no JSON", "{"],
  ["a list", "[]"],
  ["a file without a key", { ...account, private_key: "" }],
  ["an invalid key", { ...account, private_key: "-----BEGIN PRIVATE KEY-----" }],
  ["a project that could be a path", { ...account, project_id: "../../evil" }],
])("refuses %s as a service account, without showing it", async (_what, serviceAccount) => {
  const { minimal } = fixedCases(fcm);
  if (minimal?.channelType !== "PUSH") throw new Error("no push");
  const refusal = await fcm.buildRequest(minimal, {}, { serviceAccount, accessToken: "t" }, FIXED_NOW);
  expect(refusal).toMatchObject({ kind: "unsendable", outcome: "auth", code: "invalid_service_account" });
});

test("requests tokens from Google's own URL, whatever the file says", () => {
  const source = fcm.accessToken;
  if (source?.from !== "vendor") throw new Error("no tokens");
  const serviceAccount = JSON.stringify({ ...account, token_uri: "https://evil.example/token" });
  const request = source.buildRequest({}, { serviceAccount }, FIXED_NOW);
  if (request.kind !== "http") throw new Error("no request");
  expect(request.url).toBe("https://oauth2.googleapis.com/token");
  const assertion = new URLSearchParams(String(request.body)).get("assertion") ?? "";
  const [head = "", claims = "", signature = ""] = assertion.split(".");
  expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toEqual({
    ...{ iss: account.client_email, sub: account.client_email, aud: "https://oauth2.googleapis.com/token" },
    scope: "https://www.googleapis.com/auth/firebase.messaging",
    ...{ iat: FIXED_NOW / 1000, exp: FIXED_NOW / 1000 + 3600 },
  });
  const key = createPublicKey(textAt(account, "private_key") ?? "");
  expect(verify("sha256", Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, "base64url"))).toBe(true);
});

test.each([
  [200, { access_token: "ya29.x", expires_in: 3599 }, { token: "ya29.x", expiresAt: ANSWERED_AT + 3_599_000 }],
  [200, { access_token: "a\r\nb", expires_in: 3599 }, { outcome: "retry" }],
  [200, "{}", { outcome: "retry" }],
  [400, { error: "invalid_grant", error_description: "Invalid JWT" }, { outcome: "auth", detail: "Invalid JWT" }],
  [401, { error: "invalid_client" }, { outcome: "auth" }],
  [429, "", { outcome: "throttled" }],
  [503, "", { outcome: "retry" }],
  [500, "<html>", { outcome: "retry" }],
])("reads %p %p of the token address as %p", (status, body, expected) => {
  const source = fcm.accessToken;
  if (source?.from !== "vendor") throw new Error("no tokens");
  expect(source.readAnswer(answerOf(status, body), ANSWERED_AT)).toMatchObject(expected);
});
