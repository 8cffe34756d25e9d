import { accepted, failure, type Answer, type VendorAnswer } from "../kit/answer.js";
import { readFailure, type FailureRules, type Meaning, type Meanings } from "../kit/answers/read-failure.js";
import { cappedWait } from "../kit/answers/retry-after.js";
import { at, parseObject, textAt } from "../kit/answers/read-json.js";

function all(codes: string, meaning: Meaning): Meanings {
  return Object.fromEntries(codes.split(" ").map((code) => [code, meaning]));
}

const CODES: Meanings = {
  ...all("10003", ["gone", "Discord does not know the channel."]),
  ...all("10008", ["gone", "Discord does not know the message to answer."]),
  ...all("10013", ["gone", "Discord does not know the user."]),
  ...all("10015", ["gone", "The webhook at Discord is removed."]),
  ...all("50007", ["suppressed", "The user at Discord takes no messages from the bot."]),
  ...all("50001 50013", ["config", "The bot may not post in the channel: give it the permission at Discord."]),
  ...all("160002", ["config", "The bot may not answer without the permission to read the channel's history."]),
  ...all("220001", ["config", "The webhook belongs to a forum, in which it needs the name of a thread."]),
  ...all("50006 50035 50008 40005 240000", ["rejected", "Discord finds the message wrong or too long."]),
  ...all("0", ["rejected", "Discord refuses the message."]),
  ...all("50014 50027", ["auth", "Discord refuses the token of the bot or of the webhook."]),
  ...all("20016 20028 40062", ["throttled", "Discord asks to slow down."]),
  ...all("40333", ["config", "Discord's shield refuses the request. Please report this."]),
};

export const RULES: FailureRules = {
  vendor: "Discord",
  codeOf: (body) => textAt(body, "code"),
  detailOf: (body) => textAt(body, "message"),
  codes: CODES,
  statuses: { 404: ["gone", "Discord does not know the channel or the webhook."] },
  // Some failures have code 0; their status says what they are.
  refine: ({ code }, { status }) => {
    if (status === 401) return ["auth", "Discord refuses the token."];
    if (status === 429) return ["throttled", "Discord asks to slow down."];
    if (code !== "0" || status === 400) return null;
    if (status === 403) return ["config", "Discord does not let the bot do this."];
    return status === 404 ? ["gone", "Discord does not know the channel or the webhook."] : null;
  },
};

export function readAnswer(answer: VendorAnswer, now: number): Answer {
  const body = parseObject(answer.body);
  const isTaken = answer.status >= 200 && answer.status < 300;
  const [id, channel] = [textAt(body, "id"), textAt(body, "channel_id")];
  if (isTaken && id !== null) return accepted(channel === null ? id : `${channel}/${id}`, id);
  const failed = readFailure(answer, RULES, now);
  const seconds = at(body, "retry_after");
  if (failed.outcome !== "throttled" || failed.retryAfterMs !== null || typeof seconds !== "number") return failed;
  return { ...failed, retryAfterMs: cappedWait(seconds * 1000) };
}

/** The answer to a change or a deletion of a message. `done`: the code that says that nothing is left to do. */
export function readChange(answer: VendorAnswer, now: number, done?: string): Answer {
  if (answer.status === 204) return accepted(null);
  const code = textAt(parseObject(answer.body), "code");
  if (answer.status === 404 && code !== null && code === done) return accepted(null);
  const read = readAnswer(answer, now);
  if (read.outcome !== "uncertain") return read;
  const { reason, detail } = read;
  // A repeat has no effect, so it does not matter whether the first one had.
  return failure("retry", { code: read.code, reason, detail, isCodeKnown: read.isCodeKnown });
}
