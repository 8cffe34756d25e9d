import { accepted, type Answer, type VendorAnswer } from "../kit/answer.js";
import { readFailure, type FailureRules, type Meaning } from "../kit/answers/read-failure.js";
import { itemsAt, textAt } from "../kit/answers/read-json.js";
import { retryAtSeconds } from "../kit/answers/retry-after.js";

const FORBIDDEN: Meaning = ["config", "The sender is not verified at SendGrid, or the API key may not send mails."];

export const RULES: FailureRules = {
  vendor: "SendGrid",
  // SendGrid has no codes; that the body lists errors tells that the answer is its own.
  codeOf: (body, answer) => (itemsAt(body, "errors").length > 0 ? String(answer.status) : null),
  detailOf: (body) => textAt(body, "errors", 0, "message"),
  codes: {
    400: ["rejected", "SendGrid finds the mail wrong."],
    401: ["auth", "SendGrid refuses the API key."],
    403: FORBIDDEN,
    404: ["config", "SendGrid does not know the address that was called."],
    413: ["rejected", "The mail is larger than the 30 MB that SendGrid takes."],
    429: ["throttled", "SendGrid asks to slow down."],
    500: ["retry", "SendGrid has a fault of its own."],
    503: ["retry", "SendGrid is not available."],
  },
  statuses: { 403: FORBIDDEN },
  refine: ({ body, detail }, { status }) => {
    const field = textAt(body, "errors", 0, "field") ?? "";
    if (status === 400 && /^from(\.|$)/.test(field)) return ["config", "SendGrid does not take the sender's address."];
    if (status === 400 && /credits exceeded/i.test(detail ?? "")) {
      return ["config", "The account at SendGrid has no mails left."];
    }
    return null;
  },
};

export function readAnswer(answer: VendorAnswer, now: number): Answer {
  // In its sandbox SendGrid answers 200 and sends nothing.
  if (answer.status === 202 || answer.status === 200) return accepted(answer.headers["x-message-id"] ?? null);
  const failed = readFailure(answer, RULES, now);
  if (failed.outcome !== "throttled" || failed.retryAfterMs !== null) return failed;
  return { ...failed, retryAfterMs: retryAtSeconds(answer.headers["x-ratelimit-reset"], now) };
}

/** SendGrid's id in events has more behind ours: `<x-message-id>.filter0001…`. */
export function vendorIdOf(eventId: string | null): string | null {
  return eventId?.split(".")[0] ?? null;
}
