import { expect, test } from "@jest/globals";
import { read } from "../../../test/support/provider-answers.js";
import type { WebhookMessage } from "../kit/message.js";
import { verifyStandardWebhook } from "../kit/signing/standard-webhooks.js";
import { FIXED_NOW, fixedCases } from "../record/fixed-cases.js";
import { http } from "./provider.js";

test.each([
  [200, {}, "ok"],
  [204, {}, "ok"],
  [301, {}, "config"],
  [400, {}, "rejected"],
  [401, {}, "auth"],
  [404, {}, "gone"],
  [410, {}, "gone"],
  [413, {}, "rejected"],
  [429, {}, "throttled"],
  [500, {}, "retry"],
  [502, {}, "retry"],
  [503, {}, "retry"],
  [500, { "webhook-delivery": "abort-message" }, "rejected"],
])("reads %p with %p as %s", (status, headers, outcome) => {
  expect(read(http, status, "", headers)).toMatchObject({ outcome });
});

async function built(change: Partial<WebhookMessage>, now = FIXED_NOW) {
  const message = { ...(fixedCases(http).minimal as WebhookMessage), ...change };
  return http.buildRequest(message, http.example.settings, http.example.credentials, now);
}

test("signs each attempt separately with the same id (S-18)", async () => {
  const requests = [await built({}), await built({}, FIXED_NOW + 60_000)];
  const ids = requests.map((request) => {
    if (request.kind !== "http" || typeof request.body !== "string") throw new Error("no request");
    const { method, url, headers, body } = request;
    const now = Number(headers["webhook-timestamp"]) * 1000;
    expect(
      verifyStandardWebhook({ method, url, headers, body }, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", now),
    ).toEqual({ ok: true });
    return headers["webhook-id"];
  });
  expect(ids[0]).toBe(ids[1]);
});

test.each<[string, Partial<WebhookMessage>]>([
  ["a header with a line break", { headers: { "x-a": "b\r\nx-c: d" } }],
  ["a header of the connection", { headers: { Host: "evil.example" } }],
  ["a header of the signature", { headers: { "Webhook-Id": "msg_other" } }],
  ["another scheme", { url: "file:///etc/passwd" }],
  ["a user name in the URL", { url: "https://a:b@acme.example/" }],
  ["what is no URL", { url: "acme" }],
])("refuses %s (S-15, S-17)", async (_what, change) => {
  expect(await built(change)).toMatchObject({ kind: "unsendable", outcome: "rejected" });
});
