import type { Runtime } from "../../../platform/runtime/index.js";
import { messageId } from "../../identifiers/index.js";
import { isJsonObject, type Json } from "../../../platform/json.js";
import { DELIVERIES_TOPIC } from "../queue/deliveries-topic.js";
import type { ClaimedDelivery, DeliveryKey } from "../queue/delivery-row.js";
import type { EarlierRepository, EarlierRow, OlderRow, Reply } from "./earlier.repository.js";

/** The handle of a message at the vendor that sent it. */
export interface SentThread {
  handle: string;
  providerKey: string;
}

/** A message at the vendor that sent it. */
export interface OlderMessage {
  messageId: string;
  vendorId: string;
  providerKey: string;
}

/** The state of the earlier messages that a delivery depends on. */
export interface EarlierMessage {
  /** Whether an earlier message is not final, so that the delivery must wait. */
  isAwaited: boolean;
  /** The message to reply to; null to send a message of its own. */
  thread: SentThread | null;
  /** The message to replace; null for none. */
  older: OlderMessage | null;
}

const NOTHING: EarlierMessage = { isAwaited: false, thread: null, older: null };
const OPEN_STATES: ReadonlySet<string> = new Set(["QUEUED", "SENDING", "UNCERTAIN"]);

/** Finds the messages that deliveries reply to or replace, and wakes replies when these messages are final. */
export class EarlierMessages {
  readonly #runtime: Runtime;
  readonly #rows: EarlierRepository;

  constructor(runtime: Runtime, rows: EarlierRepository) {
    this.#runtime = runtime;
    this.#rows = rows;
  }

  /** Returns a look-up for these deliveries of one channel. */
  async of(deliveries: readonly ClaimedDelivery[]): Promise<(delivery: ClaimedDelivery) => EarlierMessage> {
    const replies = deliveries.flatMap((delivery): Reply[] => {
      const stepRef = stepAnswered(delivery.content);
      return stepRef === null ? [] : [{ ...delivery, stepRef }];
    });
    const newer = deliveries.filter(({ replacesRunId }) => replacesRunId !== null);
    if (replies.length === 0 && newer.length === 0) return () => NOTHING;
    const { database } = this.#runtime;
    const [parents, older] = await Promise.all([
      replies.length === 0 ? [] : this.#rows.parents(database, replies),
      newer.length === 0 ? [] : this.#rows.older(database, newer),
    ]);
    const answered = new Map(parents.map((row) => [nameOf(row), row]));
    const replaced = new Map(older.map((row) => [nameOf(row), row]));
    return (delivery) => earlierOf(answered.get(nameOf(delivery)), replaced.get(nameOf(delivery)));
  }

  /** Call this when a delivery is final. A reply that is not woken checks again by itself. */
  async settled(delivery: ClaimedDelivery): Promise<void> {
    if (!isJsonObject(delivery.content) || delivery.content.type !== "CHAT") return;
    const { database, clock, hints, log } = this.#runtime;
    try {
      if ((await this.#rows.wake(database, delivery, clock.now())) > 0) void hints.publish(DELIVERIES_TOPIC, "");
    } catch (error) {
      log.warn({ event: "delivery.replies_not_woken", err: error });
    }
  }
}

/** The step that a chat message replies to, from its stored content; null for none. */
function stepAnswered(content: Json): string | null {
  return isJsonObject(content) && typeof content.replyToStep === "string" ? content.replyToStep : null;
}

function earlierOf(parent: EarlierRow | undefined, replaced: OlderRow | undefined): EarlierMessage {
  return {
    isAwaited: [parent, replaced].some((row) => row !== undefined && OPEN_STATES.has(row.state)),
    thread: parent ? threadOf(parent) : null,
    older: replaced ? olderOf(replaced) : null,
  };
}

function threadOf({ thread, providerKey }: EarlierRow): SentThread | null {
  return thread === null || providerKey === null ? null : { handle: thread, providerKey };
}

function olderOf({
  lane,
  state,
  vendorId,
  providerKey,
  olderRunId,
  olderOrdinal,
  isThere,
}: OlderRow): OlderMessage | null {
  const isSent = state === "SENT" || state === "DELIVERED";
  if (!isSent || !isThere || vendorId === null || providerKey === null) return null;
  return { messageId: messageId({ lane, runId: olderRunId, ordinal: olderOrdinal }), vendorId, providerKey };
}

function nameOf({ lane, runId, ordinal }: Pick<DeliveryKey, "lane" | "runId" | "ordinal">): string {
  return `${lane}/${runId}/${ordinal}`;
}
