import type { OutcomeKind } from "./outcome.js";
import { StatusMark } from "./status-mark.js";

const WORDS: Readonly<Record<string, readonly [OutcomeKind, string]>> = {
  QUEUED: ["waiting", "Queued"],
  SENDING: ["waiting", "Sending"],
  SENT: ["sent", "Sent"],
  DELIVERED: ["sent", "Delivered"],
  NOT_SENT: ["held-back", "Kept back"],
  UNCERTAIN: ["opted-out", "Uncertain"],
  UNDELIVERED: ["failed", "Undelivered"],
  BOUNCED: ["failed", "Bounced"],
};

/** Where the delivery of a message stands. */
export function DeliveryMark({ status }: { readonly status: string }) {
  const [kind, label] = WORDS[status] ?? (["nothing", status] as const);
  return <StatusMark kind={kind}>{label}</StatusMark>;
}

/** Statuses for a filter. */
export const DELIVERY_CHOICES: readonly (readonly [value: string, label: string])[] = Object.entries(WORDS).map(
  ([status, [, label]]) => [status, label],
);
