import { createHash, createHmac } from "node:crypto";
import { expect, test } from "@jest/globals";
import { ANSWERED_AT, callbackOf, read } from "../../../test/support/provider-answers.js";
import { twilio } from "./provider.js";

test.each([
  [400, 21211, "gone"],
  [400, 21614, "gone"],
  [400, 21610, "suppressed"],
  [400, 21408, "config"],
  [400, 21606, "config"],
  [400, 21212, "config"],
  [400, 21659, "config"],
  [400, 21608, "config"],
  [400, 21617, "rejected"],
  [400, 21602, "rejected"],
  [401, 20003, "auth"],
  [429, 20429, "throttled"],
  [500, 20500, "retry"],
  [503, 20503, "retry"],
  [400, 99999, "rejected"],
])("reads %p with code %p as %s", (status, code, outcome) => {
  const isCodeKnown = code !== 99999;
  expect(read(twilio, status, { code, message: "x", status })).toMatchObject({
    outcome,
    code: String(code),
    isCodeKnown,
  });
});

test("returns the SID, and treats a gateway's error as uncertain, because a text costs money", () => {
  expect(read(twilio, 201, { sid: "SM1", status: "queued", num_segments: "0" })).toMatchObject({
    outcome: "ok",
    vendorId: "SM1",
  });
  expect(read(twilio, 201, { sid: "SM1", status: "failed", error_code: 30005 })).toMatchObject({ outcome: "gone" });
  const strange = { sid: "SM1", status: "failed", error_code: "constructor" };
  expect(read(twilio, 201, strange)).toMatchObject({ outcome: "rejected", isCodeKnown: false });
  expect(read(twilio, 502, "<html>")).toMatchObject({ outcome: "uncertain" });
  expect(read(twilio, 201, "")).toMatchObject({ outcome: "uncertain" });
});

// From Twilio's documents of its signature.
const SIGNED_URL = "https://mycompany.com/myapp.php?foo=1&bar=2";
const SIGNED_FORM = "CallSid=CA1234567890ABCDE&Caller=%2B14158675310&Digits=1234&From=%2B14158675310&To=%2B18005551212";
const SIGNATURE = "GvWf1cFY/Q7PnoempGyD5oXAezc=";

test("accepts Twilio's own test vector, with the port or without, and no forged callbacks (S-19)", () => {
  const verdict = (url: string, form: string, signature = SIGNATURE, token = "12345") =>
    twilio.verifyCallback?.(callbackOf(form, { "x-twilio-signature": signature }, url), token, ANSWERED_AT).ok;
  expect(verdict(SIGNED_URL, SIGNED_FORM)).toBe(true);
  expect(verdict("https://mycompany.com:443/myapp.php?foo=1&bar=2", SIGNED_FORM)).toBe(true);
  expect(verdict(SIGNED_URL, `${SIGNED_FORM}&Extra=1`)).toBe(false);
  expect(verdict("https://mycompany.com/myapp.php?foo=1&bar=3", SIGNED_FORM)).toBe(false);
  expect(verdict(SIGNED_URL, SIGNED_FORM, "")).toBe(false);
  expect(verdict(SIGNED_URL, SIGNED_FORM, SIGNATURE, "54321")).toBe(false);
});

test("checks the hash of a JSON body (S-19)", () => {
  const body = '{"a":1}';
  const url = `https://acme.example/?bodySHA256=${createHash("sha256").update(body).digest("hex")}`;
  const headers = { "x-twilio-signature": createHmac("sha1", "t").update(url).digest("base64") };
  expect(twilio.verifyCallback?.(callbackOf(body, headers, url), "t", ANSWERED_AT)).toEqual({ ok: true });
  expect(twilio.verifyCallback?.(callbackOf('{"a":2}', headers, url), "t", ANSWERED_AT)).toMatchObject({ ok: false });
});

test.each([
  ["MessageStatus=delivered", { kind: "delivered", messageId: "msg_1", vendorId: "SM1", replayKey: "SM1/delivered" }],
  ["MessageStatus=read", { kind: "opened" }],
  ["MessageStatus=queued", { kind: "other" }],
  ["MessageStatus=undelivered&ErrorCode=30003", { kind: "deferred", code: "30003" }],
  ["MessageStatus=undelivered&ErrorCode=30006", { kind: "bounced", bounce: "gone" }],
  ["MessageStatus=failed&ErrorCode=30007", { kind: "bounced", bounce: "rejected" }],
  [
    "Body=Stop&From=%2B447700900123",
    { kind: "replied", address: "+447700900123", reply: { text: "Stop", keyword: "STOP" } },
  ],
  ["Body=ok&OptOutType=START&From=x", { kind: "replied", reply: { text: "ok", keyword: "START" } }],
  ["Body=Thanks&From=x", { kind: "replied", reply: { text: "Thanks", keyword: null } }],
])("reads %p as %p", (form, event) => {
  const url = "https://acme.example/callbacks/a/b?carillon_message_id=msg_1";
  expect(twilio.parseCallback?.(callbackOf(`MessageSid=SM1&${form}`, {}, url))).toMatchObject({ events: [event] });
});
