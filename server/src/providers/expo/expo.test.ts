import { expect, test } from "@jest/globals";
import { answerOf, read } from "../../../test/support/provider-answers.js";
import type { PushMessage } from "../kit/message.js";
import { FIXED_NOW, fixedCases } from "../record/fixed-cases.js";
import { expo } from "./provider.js";

const ticket = (error: string): object => ({ data: [{ status: "error", message: "x", details: { error } }] });
const refusal = (code: string): object => ({ errors: [{ code, message: "x" }] });

test.each([
  [200, ticket("DeviceNotRegistered"), "gone"],
  [200, ticket("MessageTooBig"), "rejected"],
  [200, ticket("MessageRateExceeded"), "throttled"],
  [200, ticket("MismatchSenderId"), "config"],
  [200, ticket("InvalidCredentials"), "config"],
  [200, ticket("constructor"), "rejected"],
  [400, refusal("PUSH_TOO_MANY_EXPERIENCE_IDS"), "rejected"],
  [401, refusal("UNAUTHORIZED"), "auth"],
  [429, refusal("TOO_MANY_REQUESTS"), "throttled"],
  [500, "<html>", "uncertain"],
  [503, "", "retry"],
  [200, { data: [] }, "uncertain"],
  [200, { data: [{ status: "ok" }] }, "uncertain"],
])("reads %p %p as %s", (status, body, outcome) => {
  expect(read(expo, status, body)).toMatchObject({ outcome });
});

test("returns the id of a ticket", () => {
  expect(read(expo, 200, { data: [{ status: "ok", id: "t-1" }] })).toMatchObject({ outcome: "ok", vendorId: "t-1" });
});

const questions = ["a", "b", "c", null].map((vendorId, index) => ({
  ...{ messageId: `msg_${index}`, vendorId, address: null, sentAt: FIXED_NOW },
}));

test("requests receipts, and returns one answer for each id in order", () => {
  const check = expo.checkStatus;
  const request = check?.buildRequest(questions, {}, {}, FIXED_NOW);
  expect(JSON.parse(String(request?.body))).toEqual({ ids: ["a", "b", "c"] });
  const data = {
    c: { status: "ok" },
    a: { status: "error", message: "x", details: { error: "DeviceNotRegistered" } },
  };
  expect(check?.readAnswer(answerOf(200, { data }), questions)).toMatchObject([
    { state: "failed", answer: { outcome: "gone" } },
    { state: "unknown" },
    { state: "found", vendorId: "c", isFinal: true },
    { state: "unknown" },
  ]);
  expect(check?.readAnswer(answerOf(429, ""), questions)).toMatchObject({ outcome: "throttled" });
  expect(check?.readAnswer(answerOf(500, "<html>"), questions)).toMatchObject({ outcome: "retry" });
});

async function messageOf(name: string, change: Partial<PushMessage> = {}) {
  const message = { ...(fixedCases(expo)[name] as PushMessage), ...change };
  const request = await expo.buildRequest(message, {}, {}, FIXED_NOW);
  return request.kind === "http" && typeof request.body === "string" ? JSON.parse(request.body)[0] : request;
}

test("keeps the author's data unchanged, and shows nothing for a silent push", async () => {
  expect((await messageOf("full")).data).toMatchObject({ from: "a reserved word", nested: { a: [1, null] } });
  expect(await messageOf("silent-push")).toEqual({
    to: "ExponentPushToken[xxxxxxxxxxxxxxxxxxxxxx]",
    data: { refresh: true, carillon_message_id: "msg_01hzy3v9k2f8q4r6t0w1x5c7d9" },
    ...{ _contentAvailable: true, priority: "normal" },
  });
});

test("refuses tokens that are not Expo's", async () => {
  for (const token of ["x", "ExponentPushToken[]", 'ExponentPushToken["a"]', "fYh8:APA91b"]) {
    expect(await messageOf("minimal", { address: { token } })).toMatchObject({ kind: "unsendable", outcome: "gone" });
  }
});
