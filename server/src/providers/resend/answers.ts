import { accepted, type Answer, type VendorAnswer } from "../kit/answer.js";
import { readFailure, type FailureRules } from "../kit/answers/read-failure.js";
import { parseObject, textAt } from "../kit/answers/read-json.js";

export const RULES: FailureRules = {
  vendor: "Resend",
  hasKey: true,
  codeOf: (body) => textAt(body, "name"),
  detailOf: (body) => textAt(body, "message"),
  codes: {
    invalid_idempotency_key: ["rejected", "Resend finds our idempotency key wrong. Please report this."],
    invalid_idempotent_request: ["rejected", "Resend got another mail under the same key. Please report this."],
    concurrent_idempotent_requests: ["retry", "Resend is still busy with the same mail."],
    validation_error: ["rejected", "Resend finds the mail wrong."],
    missing_required_field: ["rejected", "Resend misses a part of the mail."],
    invalid_attachment: ["rejected", "Resend takes no such attachment."],
    invalid_from_address: ["config", "The sender's address is not one that Resend may send from."],
    invalid_access: ["config", "The sender's domain is not verified at Resend."],
    missing_api_key: ["auth", "Resend got no API key."],
    invalid_api_key: ["auth", "Resend refuses the API key."],
    restricted_api_key: ["auth", "The API key may not send mails."],
    not_found: ["config", "Resend does not know the address that was called."],
    method_not_allowed: ["config", "Resend does not take this kind of call."],
    rate_limit_exceeded: ["throttled", "Resend asks to slow down."],
    daily_quota_exceeded: ["config", "The account's mails of today are used up at Resend."],
    monthly_quota_exceeded: ["config", "The account's mails of this month are used up at Resend."],
    security_error: ["rejected", "Resend refuses the mail for reasons of security."],
    application_error: ["retry", "Resend has a fault of its own."],
    internal_server_error: ["retry", "Resend has a fault of its own."],
  },
  refine: ({ detail }, { status }) => {
    const words = detail ?? "";
    if (/api key is invalid/i.test(words)) return ["auth", "Resend refuses the API key."];
    if (/only send testing emails/i.test(words)) {
      return ["config", "Without a verified domain, Resend sends to your own address only."];
    }
    if (/domain is not verified/i.test(words)) return ["config", "The sender's domain is not verified at Resend."];
    return status === 422 ? ["rejected", "Resend finds the mail wrong."] : null;
  },
};

export function readAnswer(answer: VendorAnswer, now: number): Answer {
  const id = answer.status === 200 || answer.status === 201 ? textAt(parseObject(answer.body), "id") : null;
  return id === null ? readFailure(answer, RULES, now) : accepted(id);
}
