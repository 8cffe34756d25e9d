import { accepted, type Answer, type VendorAnswer } from "../kit/answer.js";
import { readFailure, type FailureRules } from "../kit/answers/read-failure.js";
import { parseObject, textAt } from "../kit/answers/read-json.js";

export const RULES: FailureRules = {
  vendor: "Bird",
  hasKey: true,
  codeOf: (body) => textAt(body, "error", "name") ?? textAt(body, "name"),
  detailOf: (body) => textAt(body, "error", "message") ?? textAt(body, "message"),
  codes: {
    SMSInvalidRecipient: ["gone", "Bird finds the recipient's number wrong."],
    SMSUnsupportedFeature: ["rejected", "Bird does not take a field of the message yet. Please report this."],
  },
  statuses: {
    409: ["rejected", "Bird got another message under the same key. Please report this."],
    501: ["rejected", "Bird does not offer this yet."],
  },
  refine: ({ code, detail }, { status }) => {
    const isRunning = status === 409 && /progress|concurrent/i.test(`${code ?? ""} ${detail ?? ""}`);
    return isRunning ? ["retry", "Bird is still busy with the same message."] : null;
  },
};

export function readAnswer(answer: VendorAnswer, now: number): Answer {
  const isTaken = answer.status >= 200 && answer.status < 300;
  const id = isTaken ? textAt(parseObject(answer.body), "id") : null;
  return id === null ? readFailure(answer, RULES, now) : accepted(id);
}
