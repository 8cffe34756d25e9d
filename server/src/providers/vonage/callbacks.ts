import { createHash } from "node:crypto";
import { lookUp, parseObject, textAt, timeAt } from "../kit/answers/read-json.js";
import {
  callbackEvent,
  keywordOf,
  signatureVerdict,
  unreadable,
  unverified,
  type Bounce,
  type CallbackKind,
  type CallbackRequest,
  type ParsedCallback,
  type Verdict,
} from "../kit/callback.js";
import { MESSAGE_ID_NAME } from "../kit/message.js";
import { isEqual, isRecent } from "../kit/signing/equal.js";
import { verifyHs256 } from "../kit/signing/jwt.js";
import { CODES, codeOfType } from "./answers.js";

const KINDS: Readonly<Record<string, CallbackKind>> = {
  submitted: "sent",
  delivered: "delivered",
  read: "opened",
  rejected: "bounced",
  undeliverable: "bounced",
};

/** Whether Vonage signed the callback: a JWT of the signature secret that holds the hash of the body. */
export function verifyCallback(request: CallbackRequest, secret: string, now: number): Verdict {
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (token === undefined) return unverified("The callback has no token.");
  const claims = verifyHs256(token, secret);
  if (!claims) return unverified("The signature is wrong.");
  const issuedAt = textAt(claims, "iat");
  if (issuedAt === null || !isRecent(issuedAt, now)) {
    return unverified("The callback is older or newer than five minutes.");
  }
  const hash = createHash("sha256").update(request.body).digest("hex");
  return signatureVerdict(isEqual(hash, textAt(claims, "payload_hash") ?? ""));
}

export function parseCallback(request: CallbackRequest): ParsedCallback {
  const body = parseObject(request.body);
  const id = textAt(body, "message_uuid");
  if (!body || id === null) return unreadable("The callback of Vonage names no message.");
  const when = timeAt(body, "timestamp");
  const status = textAt(body, "status");
  if (status === null) {
    const text = textAt(body, "text") ?? "";
    const reply = { text, keyword: keywordOf(text) };
    const known = { replayKey: id, at: when, address: numberOf(textAt(body, "from")), reply };
    return { kind: "events", events: [callbackEvent("replied", known)] };
  }
  const code = codeOfType(textAt(body, "error", "type")) ?? textAt(body, "error", "title");
  const meaning = lookUp(CODES, code)?.[0];
  // A phone that is out of reach for now says nothing about its number.
  const isDeferred = lookUp(KINDS, status) === "bounced" && (meaning === "retry" || meaning === "throttled");
  const kind = isDeferred ? "deferred" : (lookUp(KINDS, status) ?? "other");
  const event = callbackEvent(kind, {
    messageId: idOf(request.url) ?? textAt(body, "client_ref"),
    vendorId: id,
    replayKey: `${id}/${status}`,
    at: when,
    code: code ?? status,
    detail: textAt(body, "error", "detail") ?? textAt(body, "error", "title"),
    address: numberOf(textAt(body, "to")),
    ...(kind === "bounced" && { bounce: bounceOf(meaning) }),
  });
  return { kind: "events", events: [event] };
}

function bounceOf(meaning: string | undefined): Bounce {
  return meaning === "gone" || meaning === "suppressed" ? meaning : "rejected";
}

function idOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).searchParams.get(MESSAGE_ID_NAME) : null;
}

/** Vonage leaves the `+` out. */
function numberOf(digits: string | null): string | null {
  return digits !== null && /^[1-9]\d{6,14}$/.test(digits) ? `+${digits}` : digits;
}
