import { accepted, type Answer, type VendorAnswer } from "../kit/answer.js";
import { readFailure, type FailureRules } from "../kit/answers/read-failure.js";
import { parseObject, textAt } from "../kit/answers/read-json.js";

export const RULES: FailureRules = {
  vendor: "Amazon SES",
  // `x-amzn-errortype` and `__type` may have a namespace before the name and a URL behind it.
  codeOf: (body, { headers }) =>
    /([A-Za-z]+)(?::.*)?$/.exec(
      headers["x-amzn-errortype"] ?? textAt(body, "__type") ?? textAt(body, "code") ?? "",
    )?.[1] ?? null,
  detailOf: (body) => textAt(body, "message") ?? textAt(body, "Message"),
  codes: {
    MessageRejected: ["rejected", "SES refuses the mail."],
    BadRequestException: ["rejected", "SES finds the mail wrong."],
    ValidationException: ["rejected", "SES finds the mail wrong."],
    MailFromDomainNotVerifiedException: ["config", "The sender's MAIL FROM domain is not verified at SES."],
    NotFoundException: ["config", "SES does not know the configuration set or identity in this region."],
    AccountSuspendedException: ["config", "AWS has suspended the account's sending."],
    SendingPausedException: ["config", "Sending is paused for the account or the configuration set."],
    AccessDeniedException: ["config", "The AWS user may not call ses:SendEmail."],
    LimitExceededException: ["throttled", "The account sends faster than its quota at SES."],
    TooManyRequestsException: ["throttled", "SES asks to slow down."],
    ThrottlingException: ["throttled", "SES asks to slow down."],
    Throttling: ["throttled", "SES asks to slow down."],
    SignatureDoesNotMatch: ["auth", "AWS finds the signature wrong: check the secret access key and the clock."],
    InvalidSignatureException: ["auth", "AWS finds the signature wrong: check the secret access key and the clock."],
    InvalidClientTokenId: ["auth", "AWS does not know the access key."],
    UnrecognizedClientException: ["auth", "AWS does not know the access key."],
    MissingAuthenticationTokenException: ["auth", "AWS misses the signature."],
    ExpiredTokenException: ["auth", "The AWS credentials have expired."],
    RequestExpired: ["auth", "AWS finds the request too old: check the clock of this machine."],
    InternalServiceErrorException: ["retry", "SES has a fault of its own."],
    InternalFailure: ["retry", "SES has a fault of its own."],
    ServiceUnavailable: ["retry", "SES is not available."],
  },
  statuses: { 403: ["auth", "AWS refuses the credentials."] },
  refine: ({ code, detail }) => {
    const words = detail ?? "";
    if (/suppression list/i.test(words)) return ["suppressed", "The address is on the suppression list of SES."];
    if (/not verified/i.test(words)) {
      return ["config", "The sender is not verified at SES in this region, or the account is still in the sandbox."];
    }
    const isDaily = code === "LimitExceededException" && /daily/i.test(words);
    return isDaily ? ["config", "The account's mails of today are used up at SES."] : null;
  },
};

export function readAnswer(answer: VendorAnswer, now: number): Answer {
  const id = answer.status === 200 ? textAt(parseObject(answer.body), "MessageId") : null;
  return id === null ? readFailure(answer, RULES, now) : accepted(id);
}
