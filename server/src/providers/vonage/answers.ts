import { accepted, type Answer, type VendorAnswer } from "../kit/answer.js";
import { readFailure, type FailureRules, type Meanings } from "../kit/answers/read-failure.js";
import { parseObject, textAt } from "../kit/answers/read-json.js";

const WRONG_MESSAGE = "Vonage finds the message wrong.";
const WRONG_NUMBER = "Vonage finds the recipient's number wrong.";
const NOT_ENABLED = "The account at Vonage is not set up for this.";
const NO_CREDIT = "The account at Vonage has no credit left.";
const BARRED = "Vonage has barred the account.";
const BLOCKED = "The carrier or the recipient blocks messages.";

/** Codes of the Messages API, in answers and in callbacks: the end of `type`, a number or a word. */
export const CODES: Meanings = {
  1000: ["throttled", "Vonage asks to slow down."],
  1010: ["rejected", WRONG_MESSAGE],
  1020: ["rejected", WRONG_MESSAGE],
  1030: ["retry", "Vonage has a fault of its own."],
  1040: ["gone", WRONG_NUMBER],
  1050: ["suppressed", "Vonage has barred the recipient's number."],
  1060: ["config", BARRED],
  1070: ["config", NO_CREDIT],
  1080: ["config", NOT_ENABLED],
  1090: ["rejected", "The text is longer than Vonage takes."],
  1100: ["retry", "Vonage could not hand the message on; it was not sent."],
  1120: ["config", "Vonage does not take this sender for the recipient's country."],
  1130: ["rejected", WRONG_MESSAGE],
  1140: ["config", NOT_ENABLED],
  1160: ["config", "The recipient's number is not among those that the account at Vonage may text."],
  1170: ["gone", WRONG_NUMBER],
  1180: ["retry", "The phone cannot be reached."],
  1190: ["gone", "The number is no longer in use."],
  1210: ["rejected", "Vonage or a carrier filtered the message as spam."],
  1220: ["retry", "The phone cannot take messages now."],
  1240: ["gone", WRONG_NUMBER],
  1250: ["rejected", "Vonage has no route to the recipient's number."],
  1260: ["retry", "The phone cannot be reached."],
  1270: ["suppressed", "The recipient's age keeps the message off."],
  1280: ["suppressed", BLOCKED],
  1290: ["rejected", "The recipient's prepaid account has no credit to receive the message."],
  "low-balance": ["config", NO_CREDIT],
  "out-of-credit": ["config", NO_CREDIT],
  unauthorized: ["auth", "Vonage refuses the API key or the secret."],
  "invalid-api-key": ["auth", "Vonage does not know the API key."],
  forbidden: ["config", "The account at Vonage may not do this."],
  unprovisioned: ["config", NOT_ENABLED],
  "account-suspended": ["config", "Vonage has suspended the account."],
  "invalid-params": ["rejected", WRONG_MESSAGE],
};

/** The end of a problem's `type`: `https://developer.vonage.com/api-errors/messages#1120` is `1120`. */
export function codeOfType(type: string | null): string | null {
  return /#([a-z0-9-]{1,60})$/i.exec(type ?? "")?.[1] ?? null;
}

export const RULES: FailureRules = {
  vendor: "Vonage",
  codeOf: (body) => codeOfType(textAt(body, "type")) ?? textAt(body, "title"),
  detailOf: (body) => textAt(body, "detail") ?? textAt(body, "title"),
  codes: CODES,
};

export function readAnswer(answer: VendorAnswer, now: number): Answer {
  const isTaken = answer.status >= 200 && answer.status < 300;
  const id = isTaken ? textAt(parseObject(answer.body), "message_uuid") : null;
  return id === null ? readFailure(answer, RULES, now) : accepted(id);
}
