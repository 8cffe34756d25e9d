import { accepted, type Answer, type VendorAnswer } from "../kit/answer.js";
import { readFailure, type FailureRules, type Meaning, type Meanings } from "../kit/answers/read-failure.js";
import { at, lookUp, parseObject, textAt } from "../kit/answers/read-json.js";

function all(codes: string, meaning: Meaning): Meanings {
  return Object.fromEntries(codes.split(" ").map((code) => [code, meaning]));
}

const CODES: Meanings = {
  ...all("channel_not_found user_not_found channel_is_limited_access", [
    "gone",
    "Slack does not know the channel or the user, or the app cannot see it.",
  ]),
  ...all("is_archived channel_is_archived", ["gone", "The channel at Slack is archived."]),
  ...all("no_service no_service_id no_active_hooks invalid_token no_team", [
    "gone",
    "The webhook at Slack is switched off or removed.",
  ]),
  ...all("not_in_channel", ["config", "The app is not a member of the channel: invite it there."]),
  ...all("missing_scope no_permission", ["config", "The Slack app lacks a permission, such as chat:write."]),
  ...all(
    "restricted_action ekm_access_denied team_access_not_granted action_prohibited posting_to_general_channel_denied",
    ["config", "The workspace at Slack does not let the app post there."],
  ),
  ...all("invalid_auth not_authed account_inactive token_revoked token_expired", ["auth", "Slack refuses the token."]),
  ...all(
    "msg_too_long no_text invalid_blocks invalid_blocks_format msg_blocks_too_long too_many_attachments invalid_payload",
    ["rejected", "Slack finds the message wrong or too long."],
  ),
  ...all("ratelimited rate_limited", ["throttled", "Slack asks to slow down."]),
  ...all("internal_error fatal_error service_unavailable request_timeout", [
    "uncertain",
    "Slack failed, and may have posted the message.",
  ]),
};

export const RULES: FailureRules = {
  vendor: "Slack",
  // An incoming webhook answers with the bare code as text.
  codeOf: (body, answer) =>
    textAt(body, "error") ?? (/^[a-z_]{3,60}$/.test(answer.body.trim()) ? answer.body.trim() : null),
  detailOf: (body) => textAt(body, "response_metadata", "messages", 0) ?? textAt(body, "needed"),
  codes: CODES,
  statuses: { 404: ["gone", "Slack does not know the webhook."], 410: ["gone", "The channel at Slack is archived."] },
  refine: ({ body, code }, { status }) =>
    status === 200 && code !== null && at(body, "ok") === false && !lookUp(CODES, code)
      ? ["rejected", "Slack refuses the message."]
      : null,
};

const CHANGE_CODES: Meanings = {
  ...CODES,
  ...all("message_not_found", ["gone", "Slack does not know the message any more."]),
  ...all("cant_delete_message cant_update_message edit_window_closed compliance_exports_prevent_deletion", [
    "rejected",
    "The workspace at Slack does not let the app change this message.",
  ]),
  ...all("internal_error fatal_error service_unavailable request_timeout", ["retry", "Slack failed."]),
};

/** The answer to a change or a deletion of a message. `done`: the code that says that nothing is left to do. */
export function readChange(answer: VendorAnswer, now: number, done?: string): Answer {
  const body = parseObject(answer.body);
  const [ts, channel, error] = [textAt(body, "ts"), textAt(body, "channel"), textAt(body, "error")];
  if (answer.status === 200 && at(body, "ok") === true) {
    return accepted(
      ts === null || channel === null ? null : `${channel}/${ts}`,
      textAt(body, "message", "thread_ts") ?? ts,
    );
  }
  if (answer.status === 200 && error !== null && error === done) return accepted(null);
  const rules: FailureRules = {
    ...RULES,
    codes: CHANGE_CODES,
    hasKey: true,
    refine: (said, given) => (lookUp(CHANGE_CODES, said.code) ? null : (RULES.refine?.(said, given) ?? null)),
  };
  return readFailure(answer, rules, now);
}

const LOOKUP_CODES: Meanings = {
  ...CODES,
  ...all("users_not_found", ["gone", "Nobody in the workspace at Slack has this email address."]),
  ...all("internal_error fatal_error service_unavailable request_timeout", ["retry", "Slack failed."]),
};

/** As `RULES`, for looking a user up: that Slack fails then leaves nothing uncertain. */
export const LOOKUP_RULES: FailureRules = {
  ...RULES,
  codes: LOOKUP_CODES,
  hasKey: true,
  refine: (said, answer) => (lookUp(LOOKUP_CODES, said.code) ? null : (RULES.refine?.(said, answer) ?? null)),
};

export function readAnswer(answer: VendorAnswer, now: number): Answer {
  if (answer.status === 200 && answer.body.trim() === "ok") return accepted(null);
  const body = parseObject(answer.body);
  const [ts, channel] = [textAt(body, "ts"), textAt(body, "channel")];
  // A reply to a reply belongs to the thread of the first message.
  const root = textAt(body, "message", "thread_ts") ?? ts;
  const isOk = answer.status === 200 && at(body, "ok") === true;
  return isOk && ts !== null
    ? accepted(channel === null ? ts : `${channel}/${ts}`, root)
    : readFailure(answer, RULES, now);
}
