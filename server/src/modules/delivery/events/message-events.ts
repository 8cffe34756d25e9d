import type { JsonObject } from "../../../platform/json.js";
import type { MessageRow } from "../../messages/pure.js";

/** Who caused an event. */
type EventActor = "recipient" | "provider" | "system";

/** One change of a message. */
export interface MessageEventFacts {
  at: Date;
  by: EventActor;
  code: string;
  message: string;
  values: JsonObject;
}

/** The parts of an attempt that events need. */
export interface AttemptFacts {
  number: number;
  provider_key: string;
  answered_at: Date | null;
  started_at: Date;
  action: string;
  outcome: string | null;
  code: string | null;
}

/** An event that a provider reported. */
export interface OutsideFacts {
  at: Date;
  code: string;
  provider_key: string;
  detail: JsonObject;
}

/** The state of a delivery, and when it last changed. */
export interface StateFacts {
  state: string;
  reason: string | null;
  updated_at: Date;
}

export interface EventFacts {
  row: Pick<
    MessageRow,
    "created_at" | "delivery_status" | "seen_at" | "read_at" | "interacted_at" | "link_clicked_at" | "archived_at"
  >;
  state: StateFacts | null;
  attempts: readonly AttemptFacts[];
  outside: readonly OutsideFacts[];
}

/** A sentence for each event code. */
const SENTENCES: Readonly<Record<string, string>> = {
  "message.created": "The message was made.",
  "delivery.queued": "The message waits to be sent.",
  "delivery.not_sent": "Sandbox mode kept the message back.",
  "delivery.sent": "The provider took the message.",
  "delivery.retried": "The provider did not take the message, and is asked again.",
  "delivery.refused": "The provider refused the message.",
  "delivery.suppressed": "Nothing is sent to this address.",
  "delivery.uncertain": "The provider's answer was lost.",
  "delivery.replaced": "The provider shows the message in the place of an older one.",
  "delivery.recalled": "The provider deleted the message.",
  "delivery.recall_failed": "The provider did not delete the message.",
  "delivery.undelivered": "The message was given up.",
  "delivery.accepted": "The provider says that it has the message.",
  "delivery.delivered": "The message arrived.",
  "delivery.deferred": "The receiving side asked the provider to try later.",
  "delivery.bounced": "The receiving side returned the message.",
  "delivery.complained": "The recipient called the message spam.",
  "engagement.opened": "The message was opened.",
  "engagement.unsubscribed": "The recipient unsubscribed by the provider.",
  "engagement.replied": "The recipient answered.",
  "engagement.seen": "The message was seen.",
  "engagement.read": "The message was read.",
  "engagement.interacted": "The recipient acted on the message.",
  "engagement.archived": "The message was archived.",
  "link.clicked": "A link of the message was followed.",
  "provider.event": "The provider told something else.",
};

/** The event code for each outcome of an attempt. */
const OF_ATTEMPTS: Readonly<Record<string, string>> = {
  sent: "delivery.sent",
  retry: "delivery.retried",
  refused: "delivery.refused",
  uncertain: "delivery.uncertain",
};

/** By the outcome of an attempt to replace an older message. */
const OF_REPLACEMENTS: Readonly<Record<string, string>> = { ...OF_ATTEMPTS, sent: "delivery.replaced" };
/** By the outcome of an attempt to take it back; that is tried again is no change. */
const OF_RECALLS: Readonly<Record<string, string>> = { done: "delivery.recalled", refused: "delivery.recall_failed" };

/** The changes of a message, oldest first. Undone marks have none. */
export function messageEvents({ row, state, attempts, outside }: EventFacts): MessageEventFacts[] {
  const isSent = state !== null;
  const events = [
    event("message.created", row.created_at, "system"),
    ...(isSent ? [event("delivery.queued", row.created_at, "system")] : []),
    ...(row.delivery_status === "NOT_SENT" ? [event("delivery.not_sent", row.created_at, "system")] : []),
    ...attempts.flatMap(ofAttempt),
    ...(state?.state === "UNDELIVERED"
      ? [event("delivery.undelivered", state.updated_at, "system", { reason: state.reason })]
      : []),
    ...outside.map(({ at, code, provider_key, detail }) => {
      const { by, about } = toldBy(code, provider_key);
      return event(code, at, by, { ...about, ...detail });
    }),
    ...ofMarks(row, outside),
  ];
  // A stable sort: events of one instant keep the order above.
  return events.sort((one, other) => one.at.getTime() - other.at.getTime());
}

/** Events of Carillon itself name no provider. */
function toldBy(code: string, providerKey: string): { by: EventActor; about: JsonObject } {
  if (providerKey === "") return { by: "system", about: {} };
  const isRecipient = code.startsWith("engagement.") || code === "link.clicked";
  return { by: isRecipient ? "recipient" : "provider", about: { providerKey } };
}

function ofAttempt({
  number,
  provider_key,
  started_at,
  answered_at,
  action,
  outcome,
  code,
}: AttemptFacts): MessageEventFacts[] {
  const names = action === "recall" ? OF_RECALLS : action === "replace" ? OF_REPLACEMENTS : OF_ATTEMPTS;
  const name = outcome === null ? undefined : names[outcome];
  if (name === undefined) return [];
  return [event(name, answered_at ?? started_at, "provider", { number, providerKey: provider_key, code })];
}

/** A click that a provider reported is an event of its own. */
function ofMarks(row: EventFacts["row"], outside: readonly OutsideFacts[]): MessageEventFacts[] {
  const isClickTold = outside.some(({ code }) => code === "link.clicked");
  const marks: [string, Date | null][] = [
    ["engagement.seen", row.seen_at],
    ["engagement.read", row.read_at],
    ["engagement.interacted", row.interacted_at],
    ["link.clicked", isClickTold ? null : row.link_clicked_at],
    ["engagement.archived", row.archived_at],
  ];
  return marks.flatMap(([code, at]) => (at === null ? [] : [event(code, at, "recipient")]));
}

function event(code: string, at: Date, by: EventActor, values: JsonObject = {}): MessageEventFacts {
  return { at, by, code, message: SENTENCES[code] ?? "", values };
}
