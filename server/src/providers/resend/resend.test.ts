import { expect, test } from "@jest/globals";
import { ANSWERED_AT, callbackOf, read } from "../../../test/support/provider-answers.js";
import { signStandardWebhook } from "../kit/signing/standard-webhooks.js";
import { resend } from "./provider.js";

test.each([
  [400, { name: "invalid_idempotency_key" }, "rejected"],
  [400, { name: "validation_error", message: "`to` is wrong" }, "rejected"],
  [400, { name: "validation_error", message: "API key is invalid" }, "auth"],
  [401, { name: "missing_api_key" }, "auth"],
  [401, { name: "restricted_api_key" }, "auth"],
  [403, { name: "invalid_api_key", message: "API key is invalid" }, "auth"],
  [403, { name: "validation_error", message: "You can only send testing emails to your own email address" }, "config"],
  [403, { name: "validation_error", message: "The acme.example domain is not verified." }, "config"],
  [409, { name: "invalid_idempotent_request" }, "rejected"],
  [409, { name: "concurrent_idempotent_requests" }, "retry"],
  [422, { name: "missing_required_field" }, "rejected"],
  [429, { name: "rate_limit_exceeded" }, "throttled"],
  [429, { name: "daily_quota_exceeded" }, "config"],
  [429, { name: "monthly_quota_exceeded" }, "config"],
  [500, { name: "application_error" }, "retry"],
  [502, "<html>", "retry"],
  [504, "", "retry"],
  [200, "<html>", "uncertain"],
])("reads %p %p as %s", (status, body, outcome) => {
  expect(read(resend, status, body)).toMatchObject({ outcome });
});

test("returns the id of an accepted mail, and reports unknown codes", () => {
  expect(read(resend, 200, { id: "49a3" })).toEqual({ outcome: "ok", vendorId: "49a3", thread: null });
  expect(read(resend, 400, { name: "new_code", message: "New." })).toMatchObject({
    ...{ outcome: "rejected", code: "new_code", isCodeKnown: false, detail: "New." },
  });
});

const BOUNCE = {
  type: "email.bounced",
  created_at: "2026-11-29T12:00:00.000Z",
  data: {
    email_id: "49a3",
    to: ["ada@example.com"],
    tags: { carillon_message_id: "msg_1" },
    bounce: { type: "Permanent", subType: "NoEmail", message: "No such mailbox.", diagnosticCode: [] },
  },
};

test("reads callbacks, and distinguishes permanent from temporary bounces (S-19)", () => {
  const eventOf = (body: object) => resend.parseCallback?.(callbackOf(body, { "svix-id": "evt_1" }));
  expect(eventOf(BOUNCE)).toMatchObject({
    kind: "events",
    events: [
      {
        ...{ kind: "bounced", bounce: "gone", messageId: "msg_1", vendorId: "49a3", replayKey: "evt_1" },
        ...{ at: Date.UTC(2026, 10, 29, 12), code: "NoEmail", address: "ada@example.com" },
      },
    ],
  });
  const transient = { ...BOUNCE, data: { ...BOUNCE.data, bounce: { ...BOUNCE.data.bounce, type: "Transient" } } };
  expect(eventOf(transient)).toMatchObject({ events: [{ kind: "deferred" }] });
  expect(eventOf({ ...BOUNCE, type: "email.suppressed" })).toMatchObject({ events: [{ bounce: "suppressed" }] });
  expect(eventOf({ ...BOUNCE, type: "email.delivered" })).toMatchObject({ events: [{ kind: "delivered" }] });
  expect(eventOf({ ...BOUNCE, type: "domain.created" })).toMatchObject({ events: [{ kind: "other" }] });
  expect(resend.parseCallback?.(callbackOf("no json"))).toMatchObject({ kind: "unreadable" });
});

test("accepts callbacks that Resend signed, and no others (S-19)", () => {
  const secret = `whsec_${Buffer.alloc(24, 3).toString("base64")}`;
  const body = JSON.stringify(BOUNCE);
  const seconds = ANSWERED_AT / 1000;
  const headers = {
    "svix-id": "evt_1",
    "svix-timestamp": String(seconds),
    "svix-signature": signStandardWebhook(secret, "evt_1", seconds, body),
  };
  expect(resend.verifyCallback?.(callbackOf(body, headers), secret, ANSWERED_AT)).toEqual({ ok: true });
  expect(resend.verifyCallback?.(callbackOf(`${body} `, headers), secret, ANSWERED_AT)).toMatchObject({ ok: false });
});

test("a key with sending rights only passes the check of settings", () => {
  const check = (name: string) =>
    resend.checkSettings?.readAnswer({ status: 401, headers: {}, body: JSON.stringify({ name }) });
  expect(check("restricted_api_key")).toBeNull();
  expect(check("missing_api_key")).toMatchObject({ outcome: "auth" });
});
