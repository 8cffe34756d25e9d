import type { JsonObject } from "../../../platform/json.js";
import type { Bounce, CallbackEvent, CallbackKind } from "../../../providers/kit/callback.js";
import type { DeliveryKey } from "../queue/delivery-row.js";

/** An event of one message, as a provider reported it. */
export interface Report {
  delivery: DeliveryKey;
  providerKey: string;
  /** Unique for what happened, so that a repeat is known. */
  replayKey: string;
  kind: CallbackKind;
  /** Milliseconds since 1970. */
  at: number;
  vendorId: string | null;
  /** For `bounced`. */
  bounce: Bounce | null;
  detail: JsonObject;
}

/** An event as it is stored. */
export type StoredEvent = Pick<Report, "delivery" | "replayKey" | "at" | "providerKey" | "detail"> & { code: string };

/** The state of a delivery that a report proves. */
export interface Proof {
  delivery: DeliveryKey;
  state: ProvenState;
  vendorId: string | null;
  /** Why it bounced; null for other states. */
  reason: Bounce | null;
}

type ProvenState = "SENT" | "DELIVERED" | "BOUNCED";

/**
 * The order of states, as SQL has it. A report changes a state to a higher one only, so repeats and reorderings come to the
 * same. A bounce is the highest: mail servers may take a mail first and return it later.
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

/** What an event of this kind proves; null for nothing. What was opened has arrived, whoever opened it. */
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

/** The most that these reports prove, once for each delivery. */
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

/** What of an event is kept for people to read. */
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
