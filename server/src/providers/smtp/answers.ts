import { accepted, failure, type Answer, type VendorAnswer } from "../kit/answer.js";
import type { Meaning } from "../kit/answers/read-failure.js";
import { retryAfterProse } from "../kit/answers/retry-after.js";

/** The header by which the delivery machine says where in the conversation the server answered. */
export const STAGE_HEADER = "x-smtp-stage";

/** `accepted` is the answer after the final dot. */
const STAGES = ["greeting", "auth", "mail", "rcpt", "data", "accepted"] as const;

export type SmtpStage = (typeof STAGES)[number];

const BUSY: Meaning = ["retry", "The mail server asks to try later."];
const CODES: Readonly<Record<number, Meaning>> = {
  421: ["throttled", "The mail server closes the connection and asks to come back."],
  450: ["throttled", "The mail server holds the mail off, perhaps to see whether we come back."],
  451: BUSY,
  452: ["throttled", "The mail server has no room now."],
  454: ["retry", "The mail server cannot check the login now."],
  530: ["auth", "The mail server wants a login."],
  534: ["auth", "The mail server wants another kind of login."],
  535: ["auth", "The mail server refuses the user name or the password."],
  538: ["auth", "The mail server wants the login encrypted."],
  550: ["gone", "The mail server does not know the recipient."],
  551: ["gone", "The recipient is not at this mail server."],
  552: ["rejected", "The mail is larger than the server takes."],
  553: ["gone", "The mail server finds the recipient's address wrong."],
  554: ["rejected", "The mail server refuses the mail."],
};

/** Enhanced status codes (RFC 3463) that say more than the reply code. */
const ENHANCED: readonly (readonly [RegExp, Meaning])[] = [
  [/^5\.1\.[1236]$|^5\.2\.1$/, ["gone", "The recipient's address is dead."]],
  [/^5\.1\.[78]$/, ["config", "The mail server refuses the sender's address."]],
  [/^5\.2\.2$/, ["rejected", "The recipient's mailbox is full."]],
  [/^5\.3\.4$|^5\.2\.3$/, ["rejected", "The mail is larger than the server takes."]],
  [/^5\.7\.[89]$/, ["auth", "The mail server refuses the login."]],
  [/^5\.7\.1$/, ["rejected", "The mail server refuses the mail by its policy."]],
];

/** The outcome of an SMTP reply: the status is the reply code, the body its text, and a header holds the stage. */
export function readAnswer(answer: VendorAnswer): Answer {
  const { status, body } = answer;
  const stage = stageOf(answer.headers[STAGE_HEADER]);
  if (stage === "accepted" && status >= 200 && status < 300) return accepted(queueIdOf(body));
  const enhanced = /^\s*([245]\.\d{1,3}\.\d{1,3})\b/.exec(body)?.[1] ?? null;
  const [outcome, reason] = meaningOf(status, enhanced, stage);
  const isCodeKnown = Object.hasOwn(CODES, status);
  const code = enhanced ?? String(status);
  return failure(outcome, { code, reason, detail: body, isCodeKnown, retryAfterMs: retryAfterProse(body) });
}

function meaningOf(status: number, enhanced: string | null, stage: SmtpStage): Meaning {
  if (status >= 500 && stage === "greeting") {
    return ["config", "The mail server refuses the connection, or does not offer STARTTLS."];
  }
  if (status >= 500 && stage === "auth") return ["auth", "The mail server refuses the login."];
  if (status >= 500 && stage === "mail") return CODES[status]?.[0] === "auth" ? CODES[status] : senderRefused(status);
  const more = enhanced === null ? undefined : ENHANCED.find(([form]) => form.test(enhanced))?.[1];
  if (more && status >= 500) return more;
  // A code about the recipient, given at another stage than RCPT TO, is about the mail.
  if (CODES[status]?.[0] === "gone" && stage !== "rcpt") return ["rejected", "The mail server refuses the mail."];
  const known = CODES[status];
  if (known) return known;
  if (status >= 400 && status < 500) return BUSY;
  if (status >= 500 && status < 600) return ["rejected", `The mail server refuses the mail with code ${status}.`];
  return ["uncertain", "The mail server answered with something that is no reply."];
}

function senderRefused(status: number): Meaning {
  if (status === 552) return ["rejected", "The mail is larger than the server takes."];
  return ["config", "The mail server refuses the sender's address."];
}

function stageOf(text: string | undefined): SmtpStage {
  return STAGES.find((stage) => stage === text) ?? "rcpt";
}

/** The server's own id of the mail, from "250 2.0.0 Ok: queued as 4F2A1". */
function queueIdOf(text: string): string | null {
  return (
    /queued (?:as|mail) ["<]?([A-Za-z0-9._-]+)/i.exec(text)?.[1] ??
    /\bid[= ]<?([A-Za-z0-9._-]+)/i.exec(text)?.[1] ??
    null
  );
}
