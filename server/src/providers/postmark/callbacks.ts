import { at, lookUp, parseObject, textAt, timeAt } from "../kit/answers/read-json.js";
import {
  callbackEvent,
  unreadable,
  type Bounce,
  type CallbackKind,
  type CallbackRequest,
  type ParsedCallback,
} from "../kit/callback.js";
import type { JsonObject } from "../../platform/json.js";
import { MESSAGE_ID_NAME } from "../kit/message.js";

const RECORDS: Readonly<Record<string, CallbackKind>> = {
  Delivery: "delivered",
  Open: "opened",
  Click: "clicked",
  SpamComplaint: "complained",
};

const BOUNCES: Readonly<Record<string, Bounce>> = {
  HardBounce: "gone",
  BadEmailAddress: "gone",
  Blocked: "rejected",
  ManuallyDeactivated: "suppressed",
};

const TEMPORARY = new Set(["Transient", "SoftBounce", "DnsError"]);

export function parseCallback(request: CallbackRequest): ParsedCallback {
  const body = parseObject(request.body);
  const record = textAt(body, "RecordType");
  if (!body || record === null) return unreadable("The callback of Postmark has no RecordType.");
  const type = textAt(body, "Type");
  const { kind, bounce } = meaningOf(body, record, type);
  const [vendorId, time] = [textAt(body, "MessageID"), timeOf(body)];
  const link = textAt(body, "OriginalLink");
  const event = callbackEvent(kind, {
    messageId: textAt(body, "Metadata", MESSAGE_ID_NAME),
    vendorId,
    replayKey: [record, vendorId, textAt(body, "ID"), time].filter((part) => part !== null).join("/"),
    at: time,
    code: type ?? textAt(body, "SuppressionReason") ?? record,
    detail: textAt(body, "Details") ?? textAt(body, "Description"),
    address: textAt(body, "Recipient") ?? textAt(body, "Email"),
    ...(bounce && { bounce }),
    ...(kind === "clicked" && link !== null && { link }),
  });
  return { kind: "events", events: [event] };
}

function meaningOf(body: JsonObject, record: string, type: string | null): { kind: CallbackKind; bounce?: Bounce } {
  if (record === "Bounce") {
    if (type === "SpamNotification") return { kind: "complained" };
    if (type !== null && TEMPORARY.has(type)) return { kind: "deferred" };
    const bounce = lookUp(BOUNCES, type);
    return bounce ? { kind: "bounced", bounce } : { kind: "other" };
  }
  if (record !== "SubscriptionChange") return { kind: lookUp(RECORDS, record) ?? "other" };
  if (at(body, "SuppressSending") !== true) return { kind: "other" };
  const reason = textAt(body, "SuppressionReason");
  if (reason === "HardBounce") return { kind: "bounced", bounce: "gone" };
  return { kind: reason === "SpamComplaint" ? "complained" : "unsubscribed" };
}

function timeOf(body: JsonObject): number | null {
  const names = ["DeliveredAt", "BouncedAt", "ReceivedAt", "ChangedAt"];
  return names.map((name) => timeAt(body, name)).find((time) => time !== null) ?? null;
}
