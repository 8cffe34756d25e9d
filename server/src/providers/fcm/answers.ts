import { accepted, type Answer, type VendorAnswer } from "../kit/answer.js";
import { readFailure, type FailureRules, type Meanings } from "../kit/answers/read-failure.js";
import { at, itemsAt, parseObject, textAt } from "../kit/answers/read-json.js";
import type { Json } from "../../platform/json.js";

/** What Google asks to wait when the quota is used up, if the answer does not say. */
const QUOTA_WAIT_MS = 60_000;

/** Codes of Firebase (`FcmError`), or of Google if Firebase gives none. */
const CODES: Meanings = {
  UNREGISTERED: ["gone", "The app is no longer on the device."],
  INVALID_ARGUMENT: ["rejected", "Firebase finds the message wrong."],
  SENDER_ID_MISMATCH: ["config", "The device registered with another Firebase project."],
  THIRD_PARTY_AUTH_ERROR: ["config", "Firebase lacks a working key of Apple's or of web push."],
  QUOTA_EXCEEDED: ["throttled", "Firebase asks to slow down."],
  RESOURCE_EXHAUSTED: ["throttled", "Firebase asks to slow down."],
  UNAVAILABLE: ["retry", "Firebase is not available."],
  INTERNAL: ["retry", "Firebase has a fault of its own."],
  UNAUTHENTICATED: ["auth", "Firebase refuses the access token."],
  PERMISSION_DENIED: ["config", "The service account may not send messages in this project."],
  NOT_FOUND: ["config", "Firebase does not know the project."],
};

export const RULES: FailureRules = {
  vendor: "Firebase",
  codeOf: (body) => fcmCodeOf(body) ?? textAt(body, "error", "status"),
  detailOf: (body) => textAt(body, "error", "message"),
  codes: CODES,
  // A page instead of JSON means a wrong URL, not a device that is gone.
  statuses: { 404: ["config", "Firebase does not know the project."] },
  refine: ({ body, code }) =>
    code === "INVALID_ARGUMENT" && isTokenWrong(body) ? ["gone", "Firebase finds the device token wrong."] : null,
};

function fcmCodeOf(body: Json): string | null {
  const details = itemsAt(body, "error", "details");
  const said = details.find((each) => textAt(each, "@type")?.endsWith("google.firebase.fcm.v1.FcmError"));
  return textAt(said, "errorCode");
}

function isTokenWrong(body: Json): boolean {
  return itemsAt(body, "error", "details").some((detail) =>
    itemsAt(detail, "fieldViolations").some((violation) => textAt(violation, "field") === "message.token"),
  );
}

export function readAnswer(answer: VendorAnswer, now: number): Answer {
  const name = answer.status === 200 ? textAt(parseObject(answer.body), "name") : null;
  if (name !== null) return accepted(name);
  const failed = readFailure(answer, RULES, now);
  if (failed.outcome === "auth") return { ...failed, renewsAccessToken: true };
  if (failed.outcome !== "throttled") return failed;
  return { ...failed, retryAfterMs: failed.retryAfterMs ?? QUOTA_WAIT_MS };
}

/** What Google's refusals of a service account mean (RFC 6749 §5.2). */
export const TOKEN_RULES: FailureRules = {
  vendor: "Google",
  // Asking for a token twice does no harm.
  hasKey: true,
  codeOf: (body) => textAt(body, "error") ?? textAt(body, "error", "status"),
  detailOf: (body) => textAt(body, "error_description") ?? textAt(body, "error", "message"),
  codes: {
    invalid_grant: [
      "auth",
      "Google refuses the service account: its key was deleted, or this server's clock is wrong.",
    ],
    invalid_client: ["auth", "Google does not know the service account."],
    unauthorized_client: ["auth", "The service account may not ask for tokens."],
    invalid_scope: ["config", "The service account may not send messages."],
  },
  refine: ({ body }, { status }) =>
    status === 400 && at(body, "error") === undefined ? ["auth", "Google refuses the service account."] : null,
};
