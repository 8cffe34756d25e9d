import { generateKeyPairSync, sign } from "node:crypto";
import { expect, test } from "@jest/globals";
import { ANSWERED_AT, callbackOf, read } from "../../../test/support/provider-answers.js";
import { sendgrid } from "./provider.js";

const error = (message: string, field: string | null = null): object => ({ errors: [{ message, field, help: null }] });

test.each([
  [400, error("Bad.", "personalizations.0.to"), "rejected"],
  [400, error("Bad.", "from.email"), "config"],
  [401, error("The provided authorization grant is invalid, expired, or revoked"), "auth"],
  [401, error("Maximum credits exceeded"), "auth"],
  [403, error("The from address does not match a verified Sender Identity."), "config"],
  [413, "", "rejected"],
  [429, error("too many requests"), "throttled"],
  [500, error("internal"), "retry"],
  [503, "", "retry"],
  [502, "<html>", "uncertain"],
  [504, "", "uncertain"],
])("reads %p %p as %s", (status, body, outcome) => {
  expect(read(sendgrid, status, body)).toMatchObject({ outcome });
});

test("returns the id from the header of an empty answer, and the time of a 429 from its reset header", () => {
  expect(read(sendgrid, 202, "", { "x-message-id": "14c5" })).toEqual({
    outcome: "ok",
    vendorId: "14c5",
    thread: null,
  });
  const reset = { "x-ratelimit-reset": String(ANSWERED_AT / 1000 + 12) };
  expect(read(sendgrid, 429, "", reset)).toMatchObject({ retryAfterMs: 12_000 });
});

const EVENT = {
  ...{ email: "ada@example.com", timestamp: 1_764_417_600, sg_event_id: "e1", sg_message_id: "14c5.filter0001.1" },
  ...{ carillon_message_id: "msg_1", event: "bounce", type: "bounce", status: "5.1.1", reason: "No such user" },
};

test.each([
  [{}, { kind: "bounced", bounce: "gone", messageId: "msg_1", vendorId: "14c5", replayKey: "e1", code: "5.1.1" }],
  [{ type: "blocked" }, { kind: "deferred" }],
  [{ event: "dropped" }, { kind: "bounced", bounce: "suppressed" }],
  [{ event: "delivered" }, { kind: "delivered", at: 1_764_417_600_000 }],
  [{ event: "deferred" }, { kind: "deferred" }],
  [{ event: "spamreport" }, { kind: "complained" }],
  [
    { event: "open", sg_machine_open: true },
    { kind: "opened", isProxy: true },
  ],
  [
    { event: "click", url: "https://acme.example" },
    { kind: "clicked", link: "https://acme.example" },
  ],
  [{ event: "group_unsubscribe" }, { kind: "unsubscribed" }],
  [{ event: "group_resubscribe" }, { kind: "other" }],
])("reads an event with %p as %p", (change, event) => {
  expect(sendgrid.parseCallback?.(callbackOf([{ ...EVENT, ...change }]))).toMatchObject({ events: [event] });
});

test("accepts callbacks that SendGrid signed, and no others (S-19)", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = publicKey.export({ format: "der", type: "spki" }).toString("base64");
  const body = JSON.stringify([EVENT]);
  const at = String(ANSWERED_AT / 1000);
  const headers = {
    "x-twilio-email-event-webhook-signature": sign("sha256", Buffer.from(at + body), privateKey).toString("base64"),
    "x-twilio-email-event-webhook-timestamp": at,
  };
  const verdict = (request: Parameters<NonNullable<typeof sendgrid.verifyCallback>>[0], by = key, now = ANSWERED_AT) =>
    sendgrid.verifyCallback?.(request, by, now).ok;
  expect(verdict(callbackOf(body, headers))).toBe(true);
  expect(verdict(callbackOf(`${body}\n`, headers))).toBe(false);
  expect(verdict(callbackOf(body, {}))).toBe(false);
  expect(verdict(callbackOf(body, headers), key, ANSWERED_AT + 600_000)).toBe(false);
  expect(verdict(callbackOf(body, headers), "no key")).toBe(false);
  const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "der", type: "spki" });
  expect(verdict(callbackOf(body, headers), other.toString("base64"))).toBe(false);
});
