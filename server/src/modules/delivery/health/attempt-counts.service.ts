import type { Runtime } from "../../../platform/runtime/index.js";
import type { DeliverySender, MadeAttempt } from "../sending/delivery-sender.service.js";
import type { AttemptCountRepository, AttemptCountRow } from "./attempt-count.repository.js";
import { bucketOf, NO_ANSWER } from "./latency-buckets.js";

const MINUTE_MS = 60_000;
/** How long this process gathers counts before it adds them to the table: one statement then stands for all attempts in between. */
const GATHERED_MS = 2000;
const KEPT_MS = 7 * 86_400_000;

/**
 * Counts the attempts of this process by minute. A process that is killed loses the counts of its last two seconds, and nothing
 * else depends on them.
 */
export class AttemptCounts {
  readonly #runtime: Runtime;
  readonly #rows: AttemptCountRepository;
  #counts = new Map<string, AttemptCountRow>();
  #timer: NodeJS.Timeout | null = null;

  constructor(runtime: Runtime, rows: AttemptCountRepository, sender: DeliverySender) {
    this.#runtime = runtime;
    this.#rows = rows;
    sender.onAttempt((made) => this.#count(made));
  }

  /** Adds what was counted to the table. A failure leaves it to the next time. */
  async flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const counts = [...this.#counts.values()];
    this.#counts = new Map();
    if (counts.length === 0) return;
    try {
      await this.#rows.add(this.#runtime.database, counts);
    } catch (error) {
      for (const count of counts) this.#add(count);
      this.#runtime.log.warn({ event: "delivery.counts_not_written", err: error });
    }
  }

  /** Forgets counts that are older than a week. */
  async forget(): Promise<void> {
    const { database, clock } = this.#runtime;
    await this.#rows.forget(database, new Date(clock.now() - KEPT_MS));
  }

  #count({ environmentId, channelId, providerKey, answer, isAnswered, seconds }: MadeAttempt): void {
    const now = this.#runtime.clock.now();
    const minute = now - (now % MINUTE_MS);
    const isFailed = answer.outcome !== "ok";
    const bucket = isAnswered ? bucketOf(seconds * 1000) : NO_ANSWER;
    this.#add({ environmentId, minute, channelId, providerKey, isFailed, bucket, count: 1 });
  }

  #add(row: AttemptCountRow): void {
    const { environmentId, channelId, providerKey, minute, isFailed, bucket } = row;
    const name = `${environmentId}/${minute}/${channelId}/${providerKey}/${isFailed}/${bucket}`;
    const known = this.#counts.get(name);
    if (known) known.count += row.count;
    else this.#counts.set(name, row);
    this.#timer ??= setTimeout(() => void this.flush(), GATHERED_MS).unref();
  }
}
