import { createHash, createHmac } from "node:crypto";
import { lookUp } from "../kit/answers/read-json.js";
import {
  callbackEvent,
  keywordOf,
  signatureVerdict,
  unreadable,
  unverified,
  type CallbackEvent,
  type CallbackKind,
  type CallbackRequest,
  type ParsedCallback,
  type Verdict,
} from "../kit/callback.js";
import { MESSAGE_ID_NAME } from "../kit/message.js";
import { isEqual } from "../kit/signing/equal.js";
import { CODES } from "./answers.js";

const KINDS: Readonly<Record<string, CallbackKind>> = {
  sent: "sent",
  delivered: "delivered",
  read: "opened",
  failed: "bounced",
  undelivered: "bounced",
};

/**
 * Whether Twilio signed the callback with the auth token. The URL must be the public one that Twilio called; it is tried with
 * and without the port that its scheme implies, since proxies differ.
 */
export function verifyCallback(request: CallbackRequest, authToken: string): Verdict {
  const signature = request.headers["x-twilio-signature"];
  if (!signature) return unverified("The X-Twilio-Signature header is missing.");
  const bodyHash = new URL(request.url).searchParams.get("bodySHA256");
  if (bodyHash !== null && bodyHash !== createHash("sha256").update(request.body).digest("hex")) {
    return unverified("The body is not the one that was signed.");
  }
  const fields = bodyHash === null ? sortedFields(request.body) : "";
  const isSigned = withAndWithoutPort(request.url).some((url) =>
    isEqual(
      createHmac("sha1", authToken)
        .update(url + fields)
        .digest("base64"),
      signature,
    ),
  );
  return signatureVerdict(isSigned);
}

/** Names and values in the order of names; a name that comes twice has each of its values once, in order. */
function sortedFields(body: string): string {
  const form = new URLSearchParams(body);
  const names = [...new Set(form.keys())].sort();
  const valuesOf = (name: string): string[] => [...new Set(form.getAll(name))].sort();
  return names.flatMap((name) => valuesOf(name).map((value) => name + value)).join("");
}

function withAndWithoutPort(given: string): string[] {
  const port = given.startsWith("https:") ? "443" : "80";
  const bare = given.replace(/^(https?:\/\/[^/?#:]+):(?:80|443)(?=[/?#]|$)/, "$1");
  return [given, bare, bare.replace(/^(https?:\/\/[^/?#:]+)(?=[/?#]|$)/, `$1:${port}`)];
}

export function parseCallback(request: CallbackRequest): ParsedCallback {
  const form = new URLSearchParams(request.body);
  const sid = form.get("MessageSid") ?? form.get("SmsSid");
  if (sid === null) return unreadable("The callback of Twilio has no MessageSid.");
  return { kind: "events", events: [form.has("MessageStatus") ? statusOf(request, form, sid) : replyOf(form, sid)] };
}

function statusOf(request: CallbackRequest, form: URLSearchParams, sid: string): CallbackEvent {
  const status = form.get("MessageStatus") ?? "";
  const code = form.get("ErrorCode");
  const outcome = lookUp(CODES, code)?.[0];
  const kind = lookUp(KINDS, status) ?? "other";
  const isFailure = kind === "bounced";
  const isTemporary = isFailure && (outcome === "retry" || outcome === "throttled");
  return callbackEvent(isTemporary ? "deferred" : kind, {
    messageId: new URL(request.url).searchParams.get(MESSAGE_ID_NAME),
    vendorId: sid,
    replayKey: `${sid}/${status}`,
    code: code ?? status,
    detail: form.get("ErrorMessage"),
    address: form.get("To"),
    ...(isFailure && !isTemporary && { bounce: outcome === "gone" || outcome === "suppressed" ? outcome : "rejected" }),
  });
}

function replyOf(form: URLSearchParams, sid: string): CallbackEvent {
  const [text, type] = [form.get("Body") ?? "", form.get("OptOutType")];
  const keyword = type === "STOP" || type === "START" ? type : keywordOf(text);
  return callbackEvent("replied", { replayKey: sid, address: form.get("From"), reply: { text, keyword } });
}
