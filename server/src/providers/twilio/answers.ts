import { accepted, failure, type Answer, type VendorAnswer } from "../kit/answer.js";
import { readFailure, type FailureRules, type Meanings } from "../kit/answers/read-failure.js";
import { lookUp, parseObject, textAt } from "../kit/answers/read-json.js";

const SENDER = "The sender is not a number or service of this Twilio account, or may not text there.";

/** Codes of Twilio, in answers and in callbacks. */
export const CODES: Meanings = {
  20003: ["auth", "Twilio refuses the account SID or the auth token."],
  20404: ["config", "Twilio does not know the account."],
  20429: ["throttled", "Twilio asks to slow down."],
  20500: ["retry", "Twilio has a fault of its own."],
  20503: ["retry", "Twilio is not available."],
  21211: ["gone", "Twilio finds the recipient's number wrong."],
  21212: ["config", SENDER],
  21408: ["config", "Texting to this country is not switched on in the Twilio account."],
  21602: ["rejected", "The message has no text."],
  21606: ["config", SENDER],
  21608: ["config", "A trial account at Twilio sends to verified numbers only."],
  21610: ["suppressed", "The recipient answered STOP."],
  21612: ["config", "Twilio cannot send from this sender to this number."],
  21614: ["gone", "The recipient's number is not a mobile number."],
  21617: ["rejected", "The text is longer than the 1,600 characters that Twilio takes."],
  21659: ["config", SENDER],
  21703: ["config", "The messaging service at Twilio has no number."],
  30001: ["throttled", "Twilio's queue is full."],
  30002: ["config", "Twilio has suspended the account."],
  30003: ["retry", "The phone cannot be reached."],
  30004: ["suppressed", "The carrier or the recipient blocks messages."],
  30005: ["gone", "The carrier does not know the number."],
  30006: ["gone", "The number is a landline or out of reach of texts."],
  30007: ["rejected", "A carrier filtered the message."],
  30008: ["rejected", "A carrier failed for an unknown reason."],
};

export const RULES: FailureRules = {
  vendor: "Twilio",
  codeOf: (body) => textAt(body, "code"),
  detailOf: (body) => textAt(body, "message"),
  codes: CODES,
};

export function readAnswer(answer: VendorAnswer, now: number): Answer {
  const body = answer.status === 201 || answer.status === 200 ? parseObject(answer.body) : null;
  const sid = textAt(body, "sid");
  if (sid === null) return readFailure(answer, RULES, now);
  const status = textAt(body, "status");
  if (status !== "failed" && status !== "undelivered") return accepted(sid);
  const code = textAt(body, "error_code");
  const known = lookUp(CODES, code);
  const [outcome, reason] = known ?? ["rejected", "Twilio could not send the message."];
  return failure(outcome, { code, reason, detail: textAt(body, "error_message"), isCodeKnown: known !== undefined });
}
