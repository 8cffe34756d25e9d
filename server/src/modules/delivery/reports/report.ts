import type { JsonObject } from "../../../platform/json.js";
import type { Bounce, CallbackEvent, CallbackKind } from "../../../providers/kit/callback.js";
import type { DeliveryKey } from "../queue/delivery-row.js";

/** An event of one message, as a provider reported it. */
export interface Report {
  delivery: DeliveryKey;
  providerKey: string;
  /** Unique per event, so that repeats are recognised. */
  replayKey: string;
  kind: CallbackKind;
  /** Milliseconds since 1970. */
  at: number;
  vendorId: string | null;
  /** The bounce, for `bounced`. */
  bounce: Bounce | null;
  detail: JsonObject;
}

/** An event as stored. */
export type StoredEvent = Pick<Report, "delivery" | "replayKey" | "at" | "providerKey" | "detail"> & { code: string };

/** The state of a delivery that a report proves. */
export interface Proof {
  delivery: DeliveryKey;
  state: ProvenState;
  vendorId: string | null;
  /** The reason of the bounce; null for other states. */
  reason: Bounce | null;
}

type ProvenState = "SENT" | "DELIVERED" | "BOUNCED";

/**
 * The order of states, for SQL. A report only moves a state up, so repeats and reordering lead to the same state. A
 * bounce is the highest: a mail server may accept a mail and return it later.
 */
export const STATES_BY_RANK = [
  "QUEUED",
  "SENDING",
  "UNCERTAIN",
  "UNDELIVERED",
  "SENT",
  "DELIVERED",
  "BOUNCED",
] as const;

/** The code of each kind of event. */
const EVENT_CODES: Readonly<Record<CallbackKind, string>> = {
  sent: "delivery.accepted",
  delivered: "delivery.delivered",
  deferred: "delivery.deferred",
  bounced: "delivery.bounced",
  complained: "delivery.complained",
  opened: "engagement.opened",
  clicked: "link.clicked",
  unsubscribed: "engagement.unsubscribed",
  replied: "engagement.replied",
  other: "provider.event",
};

export function storedEvent({ delivery, replayKey, at, providerKey, detail, kind }: Report): StoredEvent {
  return { delivery, replayKey, at, providerKey, detail, code: EVENT_CODES[kind] };
}

/** The state that an event proves, or null. An opened message was delivered, even if a proxy opened it. */
function stateProvenBy(kind: CallbackKind): ProvenState | null {
  switch (kind) {
    case "sent":
    case "deferred":
      return "SENT";
    case "delivered":
    case "complained":
    case "opened":
    case "clicked":
    case "unsubscribed":
      return "DELIVERED";
    case "bounced":
      return "BOUNCED";
    case "replied":
    case "other":
      return null;
  }
}

/** The highest state that these reports prove, one per delivery. */
export function proofsOf(reports: readonly Report[]): Proof[] {
  const proofs = new Map<string, Proof>();
  for (const { delivery, kind, vendorId, bounce } of reports) {
    const state = stateProvenBy(kind);
    if (state === null) continue;
    const name = nameOfDelivery(delivery);
    const known = proofs.get(name);
    if (known && rankOf(known.state) >= rankOf(state)) continue;
    const reason = state === "BOUNCED" ? (bounce ?? "rejected") : null;
    proofs.set(name, { delivery, state, vendorId: vendorId ?? known?.vendorId ?? null, reason });
  }
  return [...proofs.values()];
}

export function nameOfDelivery({ environmentId, lane, runId, ordinal }: DeliveryKey): string {
  return `${environmentId}/${lane}/${runId}/${ordinal}`;
}

/** The part of an event that is kept for operators. */
export function detailOf(event: CallbackEvent): JsonObject {
  const { code, detail, vendorId, bounce, isProxy, link, reply } = event;
  return {
    ...(code !== null && { code }),
    ...(detail !== null && { detail }),
    ...(vendorId !== null && { vendorId }),
    ...(bounce !== undefined && { bounce }),
    ...(isProxy !== undefined && { isProxy }),
    ...(link !== undefined && { url: link }),
    ...(reply !== undefined && { text: reply.text, keyword: reply.keyword }),
  };
}

function rankOf(state: ProvenState): number {
  return STATES_BY_RANK.indexOf(state);
}
