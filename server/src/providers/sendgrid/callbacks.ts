import { createPublicKey, verify } from "node:crypto";
import type { Json } from "../../platform/json.js";
import { at, lookUp, parseJson, textAt, timeAt } from "../kit/answers/read-json.js";
import {
  callbackEvent,
  signatureVerdict,
  unreadable,
  unverified,
  type CallbackEvent,
  type CallbackKind,
  type CallbackRequest,
  type ParsedCallback,
  type Verdict,
} from "../kit/callback.js";
import { isRecent } from "../kit/signing/equal.js";
import { MESSAGE_ID_NAME } from "../kit/message.js";
import { vendorIdOf } from "./answers.js";

const KINDS: Readonly<Record<string, CallbackKind>> = {
  processed: "sent",
  delivered: "delivered",
  deferred: "deferred",
  bounce: "bounced",
  dropped: "bounced",
  spamreport: "complained",
  open: "opened",
  click: "clicked",
  unsubscribe: "unsubscribed",
  group_unsubscribe: "unsubscribed",
};

export function parseCallback(request: CallbackRequest): ParsedCallback {
  const events = parseJson(request.body);
  if (!Array.isArray(events)) return unreadable("The callback of SendGrid is no list.");
  return { kind: "events", events: events.map(eventOf) };
}

function eventOf(event: Json): CallbackEvent {
  const name = textAt(event, "event") ?? "";
  const kind = lookUp(KINDS, name) ?? "other";
  const link = textAt(event, "url");
  const isBlocked = name === "bounce" && textAt(event, "type") === "blocked";
  return callbackEvent(isBlocked ? "deferred" : kind, {
    messageId: textAt(event, MESSAGE_ID_NAME),
    vendorId: vendorIdOf(textAt(event, "sg_message_id")),
    replayKey: textAt(event, "sg_event_id"),
    at: timeAt(event, "timestamp"),
    code: textAt(event, "status") ?? name,
    detail: textAt(event, "reason") ?? textAt(event, "response"),
    address: textAt(event, "email"),
    ...(kind === "bounced" && !isBlocked && { bounce: name === "dropped" ? "suppressed" : "gone" }),
    ...(kind === "opened" && { isProxy: at(event, "sg_machine_open") === true }),
    ...(kind === "clicked" && link !== null && { link }),
  });
}

/** SendGrid signs the time and the raw body by ECDSA; the key is the SPKI key that its page shows, in base64. */
export function verifyCallback(request: CallbackRequest, key: string, now: number): Verdict {
  const signature = request.headers["x-twilio-email-event-webhook-signature"];
  const timestamp = request.headers["x-twilio-email-event-webhook-timestamp"];
  if (!signature || !timestamp) return unverified("The headers of the signature are missing.");
  if (!isRecent(timestamp, now)) return unverified("The callback is older or newer than five minutes.");
  try {
    const publicKey = createPublicKey({ key: Buffer.from(key, "base64"), format: "der", type: "spki" });
    const isSigned = verify(
      "sha256",
      Buffer.from(timestamp + request.body),
      publicKey,
      Buffer.from(signature, "base64"),
    );
    return signatureVerdict(isSigned);
  } catch {
    return unverified("The verification key in the settings is no key.");
  }
}
