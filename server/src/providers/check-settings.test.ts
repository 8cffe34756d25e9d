import { expect, test } from "@jest/globals";
import { answerOf } from "../../test/support/provider-answers.js";
import { bird } from "./bird/provider.js";
import { expo } from "./expo/provider.js";
import { http } from "./http/provider.js";
import { fcm } from "./fcm/provider.js";
import { mailbox } from "./mailbox/provider.js";
import { PROVIDERS } from "./list.js";
import { FIXED_NOW } from "./record/fixed-cases.js";
import { slack } from "./slack/provider.js";
import { smtp } from "./smtp/provider.js";
import { vonage } from "./vonage/provider.js";

test("every provider checks its settings, and accepts its example", async () => {
  for (const { key, checkSettings, example } of PROVIDERS) {
    const credentials = { ...example.credentials, accessToken: "a.b.c" };
    const request = checkSettings?.buildRequest(example.settings, credentials, FIXED_NOW);
    expect([key, request?.kind]).toEqual([key, expect.stringMatching(/^(?:http|local|smtp-login)$/)]);
    expect([key, checkSettings?.readAnswer(answerOf(503, ""))]).toEqual([key, null]);
  }
});

test("an answer that refuses the credentials is reported with a message and the vendor's code", () => {
  const [birds, texts, pushes] = [bird.checkSettings, vonage.checkSettings, expo.checkSettings];
  expect(birds?.readAnswer(answerOf(401, { error: { name: "Unauthorized" } }))).toMatchObject({ outcome: "auth" });
  expect(birds?.readAnswer(answerOf(403, { error: { name: "Forbidden" } }))).toBeNull();
  expect(texts?.readAnswer(answerOf(401, { type: "https://x.example#unauthorized" }))).toMatchObject({
    outcome: "auth",
  });
  expect(pushes?.readAnswer(answerOf(401, { errors: [{ code: "UNAUTHORIZED" }] }))).toMatchObject({ outcome: "auth" });
  expect(fcm.checkSettings?.readAnswer(answerOf(403, { error: { status: "PERMISSION_DENIED" } }))).toMatchObject({
    ...{ outcome: "config", code: "PERMISSION_DENIED" },
  });
});

test("SMTP ends the conversation after the login", () => {
  const { settings, credentials } = smtp.example;
  const check = smtp.checkSettings;
  expect(check?.buildRequest(settings, credentials, FIXED_NOW)).toEqual({
    ...{ kind: "smtp-login", host: "mail.acme.example", port: 587, security: "starttls" },
    login: { user: "carillon", password: "a-password-of-smtp" },
  });
  expect(check?.buildRequest(settings, {}, FIXED_NOW)).toMatchObject({ kind: "unsendable", code: "no_password" });
  expect(check?.readAnswer(answerOf(535, "5.7.8 no", { "x-smtp-stage": "auth" }))).toMatchObject({ outcome: "auth" });
  expect(check?.readAnswer(answerOf(421, "4.7.0 busy", { "x-smtp-stage": "greeting" }))).toBeNull();
});

test("settings that are invalid in themselves need no request", () => {
  const from = { address: "not an address" };
  expect(mailbox.checkSettings?.buildRequest({ from }, {}, 0)).toMatchObject({ code: "invalid_sender" });
  expect(http.checkSettings?.buildRequest({}, { signingSecret: "whsec_short" }, 0)).toMatchObject({
    ...{ kind: "unsendable", code: "invalid_secret" },
  });
  expect(slack.checkSettings?.buildRequest({}, { webhookUrl: "https://a.example/" }, 0)).toMatchObject({
    code: "invalid_webhook",
  });
});

test("Slack finds a user by email address", () => {
  const lookup = slack.addressLookup;
  const credentials = { botToken: "xoxb-1" };
  const address = { email: "Ada+x@example.com" };
  expect(lookup?.keyOf(address, credentials)).toBe("ada+x@example.com");
  expect(lookup?.keyOf({ userId: "U1" }, credentials)).toBeNull();
  expect(lookup?.buildRequest(address, {}, credentials)).toMatchObject({
    url: "https://slack.com/api/users.lookupByEmail?email=Ada%2Bx%40example.com",
    headers: { authorization: "Bearer xoxb-1" },
  });
  const read = (status: number, body: unknown) => lookup?.readAnswer(answerOf(status, body), 0);
  expect(read(200, { ok: true, user: { id: "U1" } })).toEqual({ kind: "address", address: { userId: "U1" } });
  expect(read(200, { ok: false, error: "users_not_found" })).toMatchObject({ outcome: "gone" });
  expect(read(200, { ok: false, error: "missing_scope" })).toMatchObject({ outcome: "config" });
  expect(read(200, { ok: false, error: "internal_error" })).toMatchObject({ outcome: "retry" });
  expect(read(429, "")).toMatchObject({ outcome: "throttled" });
});
