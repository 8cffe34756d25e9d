import { expect, test } from "@jest/globals";
import type { Effect } from "../support/chaos-vendor.js";
import { checkDeliveries, type DeliveryEnd } from "../support/history/check-deliveries.js";

const effect = (vendor: Effect["vendor"], more: Partial<Effect> = {}): Effect => ({
  ...{ vendor, name: "ann", bodies: new Set(["x"]), requests: 1, taken: 1 },
  ...{ withheld: 0, hung: 0, timedOut: 0, early: 0, notBefore: 0 },
  ...more,
});

const end = (vendor: Effect["vendor"], more: Partial<DeliveryEnd> = {}): DeliveryEnd => ({
  ...{
    vendor,
    name: "ann",
    state: "SENT",
    status: "SENT",
    reason: null,
    hasSentAnswer: true,
    lostAnswers: 0,
    attemptCount: 1,
  },
  ...more,
});

test("I4 holds if each message was sent once, or given up with a reason", () => {
  const givenUp = {
    name: "ben",
    state: "UNDELIVERED",
    status: "UNDELIVERED",
    reason: "uncertain",
    hasSentAnswer: false,
  };
  expect(checkDeliveries([effect("twilio")], [end("twilio"), end("twilio", givenUp)])).toEqual([]);
});

test("I4 allows as many duplicates as lost answers for at-least-once messages", () => {
  const twice = effect("postmark", { taken: 2, withheld: 1 });
  expect(checkDeliveries([twice], [end("postmark")])).toEqual([]);
  const killed = effect("postmark", { taken: 3, withheld: 1 });
  expect(checkDeliveries([killed], [end("postmark", { lostAnswers: 1 })])).toEqual([]);
  expect(checkDeliveries([killed], [end("postmark")])).toEqual(["I4: 2 doubles, and only 1 answers were lost."]);
});

test("I4 counts an answer that came too late for its client as lost, and one that never came only once", () => {
  const late = effect("postmark", { taken: 3, withheld: 1, hung: 1, timedOut: 2 });
  expect(checkDeliveries([late], [end("postmark")])).toEqual([]);
  const hung = effect("postmark", { taken: 3, withheld: 1, hung: 1, timedOut: 1 });
  expect(checkDeliveries([hung], [end("postmark")])).toEqual(["I4: 2 doubles, and only 1 answers were lost."]);
});

test.each<[string, Effect[], DeliveryEnd[], string]>([
  ["a double at most once", [effect("twilio", { taken: 2 })], [end("twilio")], "taken 2 times"],
  ["a double under a key", [effect("resend", { taken: 2 })], [end("resend")], "taken 2 times"],
  ["a second key", [effect("resend"), effect("resend", { name: "ann-2" })], [end("resend")], "is no message"],
  ["a message that is lost", [effect("resend", { taken: 0 })], [end("resend")], "has it not"],
  ["an unfinished message", [], [end("twilio", { state: "QUEUED", status: "QUEUED" })], "unfinished"],
  [
    "no reason",
    [],
    [end("twilio", { state: "UNCERTAIN", status: "UNCERTAIN", hasSentAnswer: false })],
    "without a reason",
  ],
  [
    "a message that is given up early",
    [],
    [
      end("resend", {
        ...{ state: "UNDELIVERED", status: "UNDELIVERED", reason: "uncertain", hasSentAnswer: false, attemptCount: 7 },
      }),
    ],
    "given up after 7 attempts",
  ],
  ["two truths", [effect("twilio")], [end("twilio", { status: "QUEUED" })], "its message says"],
  ["other bytes", [effect("resend", { bodies: new Set(["x", "y"]) })], [end("resend")], "2 different bodies"],
  ["haste", [effect("twilio", { early: 1 })], [end("twilio")], "before its Retry-After"],
])("I4 finds %s", (_what, effects, ends, words) => {
  expect(checkDeliveries(effects, ends).join("\n")).toContain(words);
});
