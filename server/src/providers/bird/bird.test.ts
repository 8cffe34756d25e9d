import { expect, test } from "@jest/globals";
import { ANSWERED_AT, callbackOf, read } from "../../../test/support/provider-answers.js";
import { signStandardWebhook } from "../kit/signing/standard-webhooks.js";
import { bird } from "./provider.js";

const error = (name: string, message = "x"): object => ({ error: { type: "x", code: "E01004", name, message } });

test.each([
  [401, error("Unauthorized"), "auth"],
  [402, error("InsufficientBalance"), "config"],
  [403, error("Forbidden"), "config"],
  [409, error("IdempotencyKeyReused"), "rejected"],
  [409, error("RequestInProgress"), "retry"],
  [422, error("SMSInvalidRecipient"), "gone"],
  [422, error("SMSUnsupportedFeature"), "rejected"],
  [422, error("Other"), "rejected"],
  [429, error("RateLimited"), "throttled"],
  [408, "", "retry"],
  [500, error("Internal"), "retry"],
  [501, error("NotImplemented"), "rejected"],
  [502, "<html>", "retry"],
  [503, "", "retry"],
  [504, "", "retry"],
  [202, "", "uncertain"],
])("reads %p %p as %s", (status, body, outcome) => {
  expect(read(bird, status, body)).toMatchObject({ outcome });
});

test("returns the id of an accepted text", () => {
  expect(read(bird, 202, { id: "sms_1", status: "accepted" })).toMatchObject({ outcome: "ok", vendorId: "sms_1" });
});

const DATA = {
  id: "sms_1",
  to: "+447700900123",
  from: "+447700900999",
  text: "Stop",
  metadata: { carillon_message_id: "msg_1" },
};

test.each([
  ["sms.delivered", null, { kind: "delivered", messageId: "msg_1", vendorId: "sms_1", replayKey: "evt_1" }],
  ["sms.undelivered", "unreachable", { kind: "deferred", code: "unreachable" }],
  ["sms.failed", "landline_unreachable", { kind: "bounced", bounce: "gone" }],
  ["sms.failed", "recipient_opted_out", { kind: "bounced", bounce: "suppressed" }],
  ["sms.rejected", "content_rejected", { kind: "bounced", bounce: "rejected" }],
  ["sms.expired", "brand_new_reason", { kind: "bounced", bounce: "rejected" }],
  ["sms.received", null, { kind: "replied", address: "+447700900999", reply: { text: "Stop", keyword: "STOP" } }],
  ["sms.new", null, { kind: "other" }],
])("reads %s with %p as %p", (type, code, event) => {
  const data = { ...DATA, ...(code !== null && { last_error: { code, description: "x" } }) };
  const parsed = bird.parseCallback?.(
    callbackOf({ type, timestamp: "2026-11-29T12:00:00Z", data }, { "webhook-id": "evt_1" }),
  );
  expect(parsed).toMatchObject({ events: [event] });
});

test("accepts callbacks that Bird signed, and no others (S-19)", () => {
  const secret = `whsec_${Buffer.alloc(24, 3).toString("base64")}`;
  const seconds = ANSWERED_AT / 1000;
  const signature = signStandardWebhook(secret, "evt_1", seconds, "{}");
  const headers = { "webhook-id": "evt_1", "webhook-timestamp": String(seconds), "webhook-signature": signature };
  expect(bird.verifyCallback?.(callbackOf("{}", headers), secret, ANSWERED_AT)).toEqual({ ok: true });
  expect(bird.verifyCallback?.(callbackOf("[]", headers), secret, ANSWERED_AT)).toMatchObject({ ok: false });
});
