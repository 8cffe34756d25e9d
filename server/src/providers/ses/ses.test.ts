import { generateKeyPairSync, sign } from "node:crypto";
import { expect, test } from "@jest/globals";
import { ANSWERED_AT, callbackOf, read } from "../../../test/support/provider-answers.js";
import { ses } from "./provider.js";

const named = (type: string): Record<string, string> => ({ "x-amzn-errortype": type });

test.each([
  [400, "MessageRejected", "Email was rejected", "rejected"],
  [400, "MessageRejected", "Address is on the suppression list for your account", "suppressed"],
  [400, "MessageRejected", "Email address is not verified. The following identities failed", "config"],
  [400, "MailFromDomainNotVerifiedException", "x", "config"],
  [404, "NotFoundException", "Configuration set <x> does not exist", "config"],
  [400, "AccountSuspendedException", "x", "config"],
  [400, "SendingPausedException", "x", "config"],
  [400, "LimitExceededException", "x", "throttled"],
  [400, "LimitExceededException", "Daily message quota exceeded", "config"],
  [429, "TooManyRequestsException", "Maximum sending rate exceeded", "throttled"],
  [400, "BadRequestException", "x", "rejected"],
  [403, "SignatureDoesNotMatch:http://internal.amazon.com/", "x", "auth"],
  [403, "InvalidClientTokenId", "x", "auth"],
  [403, "ExpiredTokenException", "x", "auth"],
  [403, "Unheard", "x", "auth"],
  [500, "InternalFailure", "x", "retry"],
  [503, "ServiceUnavailable", "x", "retry"],
])("reads %p %s %p as %s", (status, type, message, outcome) => {
  expect(read(ses, status, { message }, named(type))).toMatchObject({ outcome });
});

test("returns the id of an accepted mail, and treats a gateway's error as uncertain", () => {
  expect(read(ses, 200, { MessageId: "0100" })).toEqual({ outcome: "ok", vendorId: "0100", thread: null });
  expect(read(ses, 502, "<html>")).toMatchObject({ outcome: "uncertain" });
  expect(read(ses, 200, "{}")).toMatchObject({ outcome: "uncertain" });
});

const MAIL = {
  ...{ messageId: "0100", timestamp: "2026-11-29T12:00:00.000Z", destination: ["ada@example.com"] },
  tags: { carillon_message_id: ["msg_1"] },
};

function notification(event: object) {
  const message = { Type: "Notification", MessageId: "n1", Message: JSON.stringify({ mail: MAIL, ...event }) };
  return callbackOf(message, { "content-type": "text/plain; charset=UTF-8" });
}

test.each([
  [
    { eventType: "Delivery", delivery: { timestamp: "2026-11-29T12:00:01.000Z" } },
    { kind: "delivered", messageId: "msg_1" },
  ],
  [
    { eventType: "Bounce", bounce: { bounceType: "Permanent", bouncedRecipients: [{ emailAddress: "a@b.example" }] } },
    { kind: "bounced", bounce: "gone", address: "a@b.example", vendorId: "0100", replayKey: "n1" },
  ],
  [
    { eventType: "Bounce", bounce: { bounceType: "Permanent", bounceSubType: "OnAccountSuppressionList" } },
    { kind: "bounced", bounce: "suppressed" },
  ],
  [{ notificationType: "Bounce", bounce: { bounceType: "Transient" } }, { kind: "deferred" }],
  [{ eventType: "Bounce", bounce: { bounceType: "Undetermined" } }, { kind: "deferred" }],
  [
    { eventType: "Reject", reject: { reason: "Bad content" } },
    { kind: "bounced", bounce: "rejected" },
  ],
  [{ eventType: "Complaint" }, { kind: "complained" }],
  [{ eventType: "DeliveryDelay" }, { kind: "deferred" }],
  [{ eventType: "Open" }, { kind: "opened" }],
  [
    { eventType: "Click", click: { link: "https://acme.example" } },
    { kind: "clicked", link: "https://acme.example" },
  ],
  [{ eventType: "Subscription" }, { kind: "unsubscribed" }],
  [{ eventType: "Rendering Failure" }, { kind: "other" }],
])("reads %p as %p", (event, expected) => {
  expect(ses.parseCallback?.(notification(event))).toMatchObject({ events: [expected] });
});

test("returns a request to confirm a topic, and ignores the text that follows", () => {
  const confirmation = { Type: "SubscriptionConfirmation", TopicArn: "arn:aws:sns:eu-west-1:1:t", Token: "k" };
  expect(ses.parseCallback?.(callbackOf(confirmation))).toEqual({
    kind: "confirm",
    topic: "arn:aws:sns:eu-west-1:1:t",
    token: "k",
  });
  const sentence = {
    Type: "Notification",
    MessageId: "n",
    Message: "Successfully validated SNS topic for Amazon SES event publishing.",
  };
  expect(ses.parseCallback?.(callbackOf(sentence))).toEqual({ kind: "events", events: [] });
});

test.each([
  ["https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem", true],
  ["http://sns.eu-west-1.amazonaws.com/a.pem", false],
  ["https://sns.eu-west-1.amazonaws.com.evil.example/a.pem", false],
  ["https://evil.example/sns.eu-west-1.amazonaws.com/a.pem", false],
  ["https://sns.eu-west-1.amazonaws.com@evil.example/a.pem", false],
  ["https://sns.eu-west-1.amazonaws.com:8443/a.pem", false],
  ["https://sns.eu-west-1.amazonaws.com/a.txt", false],
  ["https://s3.amazonaws.com/bucket/a.pem", false],
])("fetches a certificate from %s: %p (S-17)", (url, isFetched) => {
  expect(ses.callbackKeyUrl?.(callbackOf({ SigningCertURL: url }))).toBe(isFetched ? url : null);
});

test("accepts notifications that SNS signed, in both versions, and no others (S-19)", () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = publicKey.export({ format: "pem", type: "spki" }).toString();
  const body = {
    Type: "Notification",
    MessageId: "n1",
    TopicArn: "arn",
    Message: "{}",
    Timestamp: "2026-11-29T12:00:00.000Z",
  };
  const canonical = `Message\n{}\nMessageId\nn1\nTimestamp\n${body.Timestamp}\nTopicArn\narn\nType\nNotification\n`;
  for (const [version, algorithm] of [
    ["1", "sha1"],
    ["2", "sha256"],
  ]) {
    const signature = sign(algorithm, Buffer.from(canonical), privateKey).toString("base64");
    const signed = { ...body, SignatureVersion: version, Signature: signature };
    const verdict = (change: object, now = ANSWERED_AT) =>
      ses.verifyCallback?.(callbackOf({ ...signed, ...change }), pem, now).ok;
    expect(verdict({})).toBe(true);
    expect(verdict({ Message: '{"x":1}' })).toBe(false);
    expect(verdict({ TopicArn: "other" })).toBe(false);
    expect(verdict({ SignatureVersion: version === "1" ? "2" : "1" })).toBe(false);
    expect(verdict({}, ANSWERED_AT + 2 * 3_600_000)).toBe(false);
  }
});
