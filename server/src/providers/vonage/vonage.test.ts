import { createHash, createHmac } from "node:crypto";
import { expect, test } from "@jest/globals";
import { ANSWERED_AT, callbackOf, read } from "../../../test/support/provider-answers.js";
import { FIXED_NOW, fixedCases } from "../record/fixed-cases.js";
import { vonage } from "./provider.js";

const problem = (code: number | string): object => ({
  type: `https://developer.vonage.com/api-errors/messages#${code}`,
  ...{ title: "A title", detail: "Some detail", instance: "bf0ca0bf" },
});

test.each([
  [401, problem("unauthorized"), "auth"],
  [402, problem(1070), "config"],
  [402, problem("low-balance"), "config"],
  [403, problem("forbidden"), "config"],
  [422, problem(1020), "rejected"],
  [422, problem(1040), "gone"],
  [422, problem(1050), "suppressed"],
  [422, problem(1120), "config"],
  [422, problem(1170), "gone"],
  [422, problem(9999), "rejected"],
  [429, problem(1000), "throttled"],
  [500, problem(1030), "retry"],
  [500, "<html>", "uncertain"],
  [502, "", "uncertain"],
  [503, "", "retry"],
  [202, "{}", "uncertain"],
])("reads %p %p as %s", (status, body, outcome) => {
  expect(read(vonage, status, body)).toMatchObject({ outcome });
});

test("returns the id of an accepted text", () => {
  expect(read(vonage, 202, { message_uuid: "aaaa-1" })).toMatchObject({ outcome: "ok", vendorId: "aaaa-1" });
});

test("writes numbers without their plus sign, and requests callbacks with the message's id", async () => {
  const { settings, credentials } = vonage.example;
  const { full } = fixedCases(vonage);
  if (full?.channelType !== "SMS") throw new Error("no text message");
  const request = await vonage.buildRequest({ ...full, from: "+447700900555" }, settings, credentials, FIXED_NOW);
  if (request.kind !== "http" || typeof request.body !== "string") throw new Error("no request");
  expect(JSON.parse(request.body)).toMatchObject({
    to: "447700900123",
    from: "447700900555",
    ttl: 3660,
    webhook_url: `https://carillon.acme.example/callbacks/channel/secret?carillon_message_id=${full.messageId}`,
  });
});

const BASE = { message_uuid: "aaaa-1", to: "447700900123", from: "447700900999", timestamp: "2026-11-29T12:00:00Z" };

test.each([
  [{ status: "submitted" }, { kind: "sent", messageId: "msg_1", vendorId: "aaaa-1", replayKey: "aaaa-1/submitted" }],
  [{ status: "delivered" }, { kind: "delivered", at: ANSWERED_AT, address: "+447700900123" }],
  [{ status: "read" }, { kind: "opened" }],
  [
    { status: "rejected", error: problem(1190) },
    { kind: "bounced", bounce: "gone", code: "1190" },
  ],
  [
    { status: "rejected", error: problem(1280) },
    { kind: "bounced", bounce: "suppressed" },
  ],
  [
    { status: "undeliverable", error: problem(1210) },
    { kind: "bounced", bounce: "rejected" },
  ],
  [{ status: "undeliverable", error: problem(1180) }, { kind: "deferred" }],
  [
    { status: "undeliverable", error: { type: "constructor" } },
    { kind: "bounced", bounce: "rejected" },
  ],
  [{ status: "constructor" }, { kind: "other" }],
  [{ text: " stop " }, { kind: "replied", address: "+447700900999", reply: { text: " stop ", keyword: "STOP" } }],
])("reads the callback %p as %p", (body, event) => {
  const request = callbackOf({ ...BASE, client_ref: "msg_1", ...body });
  expect(vonage.parseCallback?.(request)).toMatchObject({ events: [event] });
});

function signed(body: string, { secret = "s", iat = ANSWERED_AT / 1000, header = { alg: "HS256" } } = {}) {
  const claims = { iat, payload_hash: createHash("sha256").update(body).digest("hex"), api_key: "abcd1234" };
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `Bearer ${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

test("accepts callbacks that Vonage signed, and no others (S-19)", () => {
  const verdict = (body: string, authorization: string) =>
    vonage.verifyCallback?.(callbackOf(body, { authorization }), "s", ANSWERED_AT).ok;
  expect(verdict("{}", signed("{}"))).toBe(true);
  expect(verdict("[]", signed("{}"))).toBe(false);
  expect(verdict("{}", signed("{}", { secret: "other" }))).toBe(false);
  expect(verdict("{}", signed("{}", { iat: ANSWERED_AT / 1000 - 301 }))).toBe(false);
  expect(verdict("{}", signed("{}", { header: { alg: "none" } }))).toBe(false);
  expect(verdict("{}", "")).toBe(false);
});
