import { accepted, type Answer, type VendorAnswer } from "../kit/answer.js";
import { readFailure, type FailureRules } from "../kit/answers/read-failure.js";
import { textAt } from "../kit/answers/read-json.js";

/** The ways in which push services say that a subscription was made with other keys. */
const OTHER_KEYS = /do not correspond|VapidPkHashMismatch|key ?mismatch|subscriptions? was created with/i;

const RULES: FailureRules = {
  vendor: "The browser's push service",
  codeOf: (body) => textAt(body, "reason") ?? textAt(body, "errno"),
  detailOf: (body, answer) => textAt(body, "message") ?? answer.body,
  codes: {},
  statuses: {
    401: ["auth", "The browser's push service refuses the VAPID keys."],
    403: ["auth", "The browser's push service refuses the VAPID keys."],
    404: ["gone", "The subscription has ended."],
    410: ["gone", "The subscription has ended."],
  },
  refine: (_said, { status, body }) => {
    if (status >= 400 && status <= 403 && OTHER_KEYS.test(body)) {
      return ["gone", "The subscription was made with other VAPID keys, and is of no use with these."];
    }
    // A repeat takes the place of the first while that waits, since both have the same topic.
    return status >= 500 ? ["retry", `The browser's push service failed with status ${status}.`] : null;
  },
};

export function readAnswer(answer: VendorAnswer, now: number): Answer {
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return accepted(headers.location ?? null);
  const failed = readFailure(answer, RULES, now);
  return failed.outcome === "auth" ? { ...failed, renewsAccessToken: true } : failed;
}
