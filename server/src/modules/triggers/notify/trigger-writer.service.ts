import { BatchedWriter, type BatchedGroup } from "../../../platform/batched-writer.js";
import { overloaded } from "../../../platform/errors/index.js";
import type { Queryable } from "../../../platform/postgres/index.js";
import type { TriggerEntry, TriggerRepository } from "../trigger.repository.js";

/** The largest number of concurrent statements per environment, and of triggers per statement. */
const WRITERS_MAX = 2;
const BATCH_MAX = 32;
/** The longest time that a call waits for its statement to start, in milliseconds: as long as for a connection. */
const MAX_WAIT_MS = 5000;
/** The largest number of waiting calls: about half a second of work for a small machine. */
const WAITING_MAX = 1000;

/** Triggers that one caller stores in one statement; each promise says whether the trigger was stored. */
export type TriggerGroup = BatchedGroup<TriggerEntry, boolean>;

/** Stores triggers of calls that store nothing else but their idempotency keys, in sets for each environment. */
export class TriggerWriter {
  readonly #q: () => Queryable;
  readonly #triggers: Pick<TriggerRepository, "insert">;
  readonly #lines = new Map<number, BatchedWriter<TriggerEntry, boolean>>();

  constructor(q: () => Queryable, triggers: Pick<TriggerRepository, "insert">) {
    this.#q = q;
    this.#triggers = triggers;
  }

  /** Whether so many calls wait that another one would only time out. */
  get isOverloaded(): boolean {
    let count = 0;
    for (const { waitingCount } of this.#lines.values()) count += waitingCount;
    return count >= WAITING_MAX;
  }

  /** Whether the trigger was stored; it is not when its idempotency key is taken. */
  store(entry: TriggerEntry): Promise<boolean> {
    const { environmentId } = entry.trigger;
    const line = this.#lines.get(environmentId) ?? this.#newWriter();
    this.#lines.set(environmentId, line);
    if (!line.isBusy) return line.add(entry);
    const timer = setTimeout(() => line.giveUp(entry, overloaded()), MAX_WAIT_MS).unref();
    return line.add(entry).finally(() => clearTimeout(timer));
  }

  group(): TriggerGroup {
    return this.#newWriter().group();
  }

  #newWriter(): BatchedWriter<TriggerEntry, boolean> {
    return new BatchedWriter({
      writersMax: WRITERS_MAX,
      countOf: () => BATCH_MAX,
      write: async (set) => {
        const stored = await this.#triggers.insert(this.#q(), set);
        return ({ trigger }) => stored.has(trigger.id);
      },
    });
  }
}
