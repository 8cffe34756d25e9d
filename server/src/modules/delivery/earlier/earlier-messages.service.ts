import type { Runtime } from "../../../platform/runtime/index.js";
import { isJsonObject, type Json } from "../../../platform/json.js";
import { DELIVERIES_TOPIC } from "../queue/deliveries-topic.js";
import type { ClaimedDelivery, DeliveryKey } from "../queue/delivery-row.js";
import type { EarlierRepository, EarlierRow, Reply } from "./earlier.repository.js";

/** The handle of a message at the vendor that sent it. */
export interface SentThread {
  handle: string;
  providerKey: string;
}

/** What a delivery must know of earlier messages before it is sent. */
export interface EarlierMessage {
  /** Whether the earlier message is not sent yet, and may still be. */
  isAwaited: boolean;
  /** Null where there is nothing to reply to: the message is sent by itself. */
  thread: SentThread | null;
}

const NOTHING: EarlierMessage = { isAwaited: false, thread: null };
const OPEN_STATES: ReadonlySet<string> = new Set(["QUEUED", "SENDING", "UNCERTAIN"]);

/** Looks up the messages that others reply to, and wakes replies when these are sent. */
export class EarlierMessages {
  readonly #runtime: Runtime;
  readonly #rows: EarlierRepository;

  constructor(runtime: Runtime, rows: EarlierRepository) {
    this.#runtime = runtime;
    this.#rows = rows;
  }

  /** For deliveries of one channel. */
  async of(deliveries: readonly ClaimedDelivery[]): Promise<(delivery: ClaimedDelivery) => EarlierMessage> {
    const replies = deliveries.flatMap((delivery): Reply[] => {
      const stepRef = stepAnswered(delivery.content);
      return stepRef === null ? [] : [{ ...delivery, stepRef }];
    });
    if (replies.length === 0) return () => NOTHING;
    const rows = await this.#rows.parents(this.#runtime.database, replies);
    const known = new Map(rows.map((row) => [nameOf(row), earlierOf(row)]));
    return (delivery) => known.get(nameOf(delivery)) ?? NOTHING;
  }

  /** Called once it is known what became of a message. Whoever is not woken looks again by itself. */
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

/** The step whose message a chat message replies to, by its stored content. */
function stepAnswered(content: Json): string | null {
  return isJsonObject(content) && typeof content.replyToStep === "string" ? content.replyToStep : null;
}

function earlierOf({ state, thread, providerKey }: EarlierRow): EarlierMessage {
  const isSent = thread !== null && providerKey !== null;
  return { isAwaited: OPEN_STATES.has(state), thread: isSent ? { handle: thread, providerKey } : null };
}

function nameOf({ lane, runId, ordinal }: Pick<DeliveryKey, "lane" | "runId" | "ordinal">): string {
  return `${lane}/${runId}/${ordinal}`;
}
