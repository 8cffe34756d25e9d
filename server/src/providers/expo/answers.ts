import type { Json } from "../../platform/json.js";
import { accepted, failure, type Answer, type Failure, type VendorAnswer } from "../kit/answer.js";
import { readFailure, type FailureRules, type Meanings } from "../kit/answers/read-failure.js";
import { at, lookUp, parseObject, textAt } from "../kit/answers/read-json.js";
import type { StatusAnswer, StatusQuestion } from "../kit/provider.js";

/** Errors of tickets, of receipts and of whole requests. */
const CODES: Meanings = {
  DeviceNotRegistered: ["gone", "The app is no longer on the device."],
  PUSH_TOKEN_NOT_REGISTERED: ["gone", "Expo does not know the push token."],
  MessageTooBig: ["rejected", "The push is larger than the 4,096 bytes that Apple and Google take."],
  MessageRateExceeded: ["throttled", "Expo asks to slow down for this device."],
  MismatchSenderId: ["config", "The device registered with another Firebase project than Expo has the key of."],
  InvalidCredentials: ["config", "Expo lacks a working push key of the app."],
  InvalidProviderToken: ["config", "Expo lacks a working push key of the app."],
  ProviderError: ["retry", "Apple or Google failed."],
  ExpoError: ["retry", "Expo has a fault of its own."],
  DeveloperError: ["rejected", "Expo finds the message wrong."],
  UNAUTHORIZED: ["auth", "Expo refuses the access token, or requires one."],
  TOO_MANY_REQUESTS: ["throttled", "Expo asks to slow down."],
  PUSH_TOO_MANY_EXPERIENCE_IDS: ["rejected", "One request held tokens of several projects."],
  PUSH_TOO_MANY_NOTIFICATIONS: ["rejected", "One request held too many messages."],
  PUSH_TOO_MANY_RECEIPTS: ["rejected", "One request asked for too many receipts."],
  VALIDATION_ERROR: ["rejected", "Expo finds the message wrong."],
};

export const RULES: FailureRules = {
  vendor: "Expo",
  codeOf: (body) => textAt(body, "errors", 0, "code"),
  detailOf: (body) => textAt(body, "errors", 0, "message"),
  codes: CODES,
};

/** The answer to a request of one message: one ticket. */
export function readAnswer(answer: VendorAnswer, now: number): Answer {
  const body = answer.status === 200 ? parseObject(answer.body) : null;
  const ticket = at(body, "data", 0);
  const id = textAt(ticket, "status") === "ok" ? textAt(ticket, "id") : null;
  if (id !== null) return accepted(id);
  return readError(ticket) ?? readFailure(answer, RULES, now);
}

/** What became of messages: Expo's receipts say that Apple or Google took a push, not that a device shows it. */
export function readReceipts(answer: VendorAnswer, questions: StatusQuestion[]): StatusAnswer[] | Answer {
  const receipts = answer.status === 200 ? at(parseObject(answer.body), "data") : undefined;
  if (receipts === undefined) return readFailure(answer, { ...RULES, hasKey: true }, 0);
  return questions.map(({ vendorId }): StatusAnswer => {
    const receipt = vendorId === null ? undefined : at(receipts, vendorId);
    if (vendorId !== null && textAt(receipt, "status") === "ok") return { state: "found", vendorId, isFinal: true };
    const failed = readError(receipt);
    return failed ? { state: "failed", answer: failed } : { state: "unknown" };
  });
}

function readError(said: Json | undefined): Failure | null {
  if (textAt(said, "status") !== "error") return null;
  const code = textAt(said, "details", "error");
  const known = lookUp(CODES, code);
  const [outcome, reason] = known ?? ["rejected", "Expo refuses the message."];
  return failure(outcome, { code, reason, detail: textAt(said, "message"), isCodeKnown: known !== undefined });
}
