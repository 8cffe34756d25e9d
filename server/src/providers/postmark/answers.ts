import { accepted, failure, type Answer, type VendorAnswer } from "../kit/answer.js";
import { readFailure, type FailureRules } from "../kit/answers/read-failure.js";
import { parseObject, textAt } from "../kit/answers/read-json.js";

export const RULES: FailureRules = {
  vendor: "Postmark",
  codeOf: (body) => textAt(body, "ErrorCode"),
  detailOf: (body) => textAt(body, "Message"),
  codes: {
    10: ["auth", "Postmark refuses the server token."],
    100: ["retry", "Postmark is under maintenance."],
    300: ["rejected", "Postmark finds the mail wrong."],
    400: ["config", "Postmark does not know the sender's signature."],
    401: ["config", "The sender's signature is not confirmed at Postmark."],
    402: ["rejected", "Postmark finds the mail wrong."],
    403: ["rejected", "Postmark finds the mail wrong."],
    405: ["config", "The account at Postmark may not send more mails."],
    406: ["suppressed", "The address is inactive at Postmark, after a bounce, a complaint, or by hand."],
    409: ["rejected", "Postmark finds the mail wrong."],
    412: ["config", "Postmark has not approved the account yet: it sends to the sender's domain only."],
    413: ["config", "Postmark does not let the account send."],
    1235: ["config", "Postmark does not know the message stream."],
  },
  refine: ({ code, detail }, { status }) => {
    const words = detail ?? "";
    if (status === 401) return ["auth", "Postmark refuses the server token."];
    if (code === "300" && /invalid 'to' address/i.test(words))
      return ["gone", "Postmark finds the recipient's address wrong."];
    if (code === "402" && /sender/i.test(words)) return ["config", "Postmark refuses the sender."];
    return status === 429 ? ["throttled", "Postmark asks to slow down."] : null;
  },
};

export function readAnswer(answer: VendorAnswer, now: number): Answer {
  const body = answer.status === 200 ? parseObject(answer.body) : null;
  const id = textAt(body, "MessageID");
  if (textAt(body, "ErrorCode") !== "0" || id === null) return readFailure(answer, RULES, now);
  const detail = textAt(body, "Message") ?? "";
  // One recipient per request: a partial refusal by Postmark concerns the whole message, except for CC and BCC.
  return /inactive (?:address|recipient)/i.test(detail)
    ? failure("suppressed", { code: "406", detail, reason: "The address is inactive at Postmark." })
    : accepted(id);
}
