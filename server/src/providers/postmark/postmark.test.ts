import { expect, test } from "@jest/globals";
import { callbackOf, read } from "../../../test/support/provider-answers.js";
import { postmark } from "./provider.js";

test.each([
  [401, { ErrorCode: 10, Message: "No Account or Server API tokens" }, "auth"],
  [422, { ErrorCode: 10, Message: "Bad token" }, "auth"],
  [
    422,
    { ErrorCode: 406, Message: "You tried to send to a recipient that has been marked as inactive." },
    "suppressed",
  ],
  [422, { ErrorCode: 300, Message: "Zero recipients specified" }, "rejected"],
  [422, { ErrorCode: 300, Message: "Invalid 'To' address: 'x'." }, "gone"],
  [422, { ErrorCode: 400, Message: "Sender signature not found" }, "config"],
  [422, { ErrorCode: 401, Message: "Sender signature not confirmed" }, "config"],
  [422, { ErrorCode: 405, Message: "Not allowed to send" }, "config"],
  [422, { ErrorCode: 412, Message: "Pending approval" }, "config"],
  [429, "", "throttled"],
  [500, { ErrorCode: 0, Message: "Internal" }, "retry"],
  [503, "", "retry"],
  [502, "<html>", "uncertain"],
  [200, { ErrorCode: 406, Message: "Inactive", MessageID: "0a12" }, "suppressed"],
  [200, { ErrorCode: 0, Message: "OK, but inactive addresses: ada@example.com", MessageID: "0a12" }, "suppressed"],
  [200, { ErrorCode: 0, Message: "OK; delivery may be delayed", MessageID: "0a12" }, "ok"],
  [200, { ErrorCode: 0, Message: "OK" }, "uncertain"],
])("reads %p %p as %s", (status, body, outcome) => {
  expect(read(postmark, status, body)).toMatchObject({ outcome });
});

const BOUNCE = {
  ...{ RecordType: "Bounce", Type: "HardBounce", MessageID: "0a12", ID: 42, Email: "ada@example.com" },
  ...{ BouncedAt: "2026-11-29T12:00:00Z", Details: "550 no such user", Metadata: { carillon_message_id: "msg_1" } },
};

test.each([
  [{}, { kind: "bounced", bounce: "gone", messageId: "msg_1", vendorId: "0a12", code: "HardBounce" }],
  [{ Type: "BadEmailAddress" }, { kind: "bounced", bounce: "gone" }],
  [{ Type: "Blocked" }, { kind: "bounced", bounce: "rejected" }],
  [{ Type: "ManuallyDeactivated" }, { kind: "bounced", bounce: "suppressed" }],
  [{ Type: "Transient" }, { kind: "deferred" }],
  [{ Type: "SoftBounce" }, { kind: "deferred" }],
  [{ Type: "DnsError" }, { kind: "deferred" }],
  [{ Type: "SpamNotification" }, { kind: "complained" }],
  [{ Type: "AutoResponder" }, { kind: "other" }],
  [{ RecordType: "Delivery", DeliveredAt: "2026-11-29T12:00:00Z" }, { kind: "delivered" }],
  [{ RecordType: "SpamComplaint" }, { kind: "complained" }],
  [{ RecordType: "Open" }, { kind: "opened" }],
  [
    { RecordType: "Click", OriginalLink: "https://acme.example" },
    { kind: "clicked", link: "https://acme.example" },
  ],
  [{ RecordType: "SubscriptionChange", SuppressSending: true }, { kind: "unsubscribed" }],
  [{ RecordType: "SubscriptionChange", SuppressSending: true, SuppressionReason: "HardBounce" }, { kind: "bounced" }],
  [{ RecordType: "SubscriptionChange", SuppressSending: false }, { kind: "other" }],
])("reads a callback with %p as %p", (change, event) => {
  expect(postmark.parseCallback?.(callbackOf({ ...BOUNCE, ...change }))).toMatchObject({ events: [event] });
});
