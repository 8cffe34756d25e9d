import { at, lookUp, parseObject, textAt, timeAt } from "../kit/answers/read-json.js";
import {
  callbackEvent,
  keywordOf,
  unreadable,
  type Bounce,
  type CallbackKind,
  type CallbackRequest,
  type ParsedCallback,
} from "../kit/callback.js";
import { MESSAGE_ID_NAME } from "../kit/message.js";

const KINDS: Readonly<Record<string, CallbackKind>> = {
  "sms.sent": "sent",
  "sms.delivered": "delivered",
  "sms.undelivered": "deferred",
  "sms.failed": "bounced",
  "sms.rejected": "bounced",
  "sms.expired": "bounced",
  "sms.received": "replied",
};

/** Reasons of failures; Bird adds new ones. A reason that is not listed here says nothing about the number. */
const BOUNCES: Readonly<Record<string, Bounce>> = {
  invalid_destination: "gone",
  landline_unreachable: "gone",
  recipient_opted_out: "suppressed",
  blocked_by_recipient: "suppressed",
};

export function parseCallback(request: CallbackRequest): ParsedCallback {
  const body = parseObject(request.body);
  const type = textAt(body, "type");
  if (!body || type === null) return unreadable("The callback of Bird has no type.");
  const data = at(body, "data");
  const kind = lookUp(KINDS, type) ?? "other";
  const when = timeAt(body, "timestamp") ?? timeAt(body, "created_at");
  const known = { replayKey: request.headers["webhook-id"] ?? textAt(body, "id"), at: when };
  if (kind === "replied") {
    const text = textAt(data, "text") ?? "";
    const reply = { text, keyword: keywordOf(text) };
    return { kind: "events", events: [callbackEvent(kind, { ...known, address: textAt(data, "from"), reply })] };
  }
  const code = textAt(data, "last_error", "code");
  const event = callbackEvent(kind, {
    ...known,
    messageId: textAt(data, "metadata", MESSAGE_ID_NAME),
    vendorId: textAt(data, "id"),
    code: code ?? type,
    detail: textAt(data, "last_error", "description"),
    address: textAt(data, "to"),
    ...(kind === "bounced" && { bounce: lookUp(BOUNCES, code) ?? "rejected" }),
  });
  return { kind: "events", events: [event] };
}
