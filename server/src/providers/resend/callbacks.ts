import { at, itemsAt, lookUp, parseObject, textAt, timeAt } from "../kit/answers/read-json.js";
import {
  callbackEvent,
  unreadable,
  type Bounce,
  type CallbackKind,
  type CallbackRequest,
  type ParsedCallback,
} from "../kit/callback.js";
import { MESSAGE_ID_NAME } from "../kit/message.js";

const KINDS: Readonly<Record<string, CallbackKind>> = {
  "email.sent": "sent",
  "email.delivered": "delivered",
  "email.delivery_delayed": "deferred",
  "email.bounced": "bounced",
  "email.suppressed": "bounced",
  "email.failed": "bounced",
  "email.complained": "complained",
  "email.opened": "opened",
  "email.clicked": "clicked",
};

export function parseCallback(request: CallbackRequest): ParsedCallback {
  const body = parseObject(request.body);
  const type = textAt(body, "type");
  if (!body || type === null) return unreadable("The callback of Resend has no type.");
  const data = at(body, "data");
  const kind = lookUp(KINDS, type) ?? "other";
  const severity = textAt(data, "bounce", "type");
  const isTemporary = kind === "bounced" && (severity === "Transient" || severity === "Undetermined");
  const link = textAt(data, "click", "link");
  const event = callbackEvent(isTemporary ? "deferred" : kind, {
    messageId: textAt(data, "tags", MESSAGE_ID_NAME),
    vendorId: textAt(data, "email_id"),
    replayKey: request.headers["svix-id"] ?? null,
    at: timeAt(body, "created_at"),
    code: textAt(data, "bounce", "subType") ?? textAt(data, "suppressed", "reason") ?? type,
    detail:
      textAt(data, "bounce", "message") ?? textAt(data, "failed", "reason") ?? textAt(data, "suppressed", "message"),
    address: textAt(itemsAt(data, "to")[0]),
    ...(kind === "bounced" && !isTemporary && { bounce: bounceOf(type) }),
    ...(link !== null && { link }),
  });
  return { kind: "events", events: [event] };
}

function bounceOf(type: string): Bounce {
  if (type === "email.suppressed") return "suppressed";
  return type === "email.bounced" ? "gone" : "rejected";
}
