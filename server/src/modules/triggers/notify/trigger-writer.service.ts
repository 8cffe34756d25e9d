import { overloaded } from "../../../platform/errors/index.js";
import { isUnavailable, type Queryable } from "../../../platform/postgres/index.js";
import type { TriggerEntry, TriggerRepository } from "../trigger.repository.js";

/** The largest number of concurrent statements per environment, and of triggers per statement. */
const WRITERS_MAX = 2;
const BATCH_MAX = 32;
/** The longest time that a call waits for its statement to start, in milliseconds: as long as for a connection. */
const MAX_WAIT_MS = 5000;
/** The largest number of waiting calls: about half a second of work for a small machine. */
const WAITING_MAX = 1000;

interface Waiting {
  entry: TriggerEntry;
  timer: NodeJS.Timeout | null;
  /** Called with whether the trigger was stored; it was not if its idempotency key is taken. */
  resolve(isStored: boolean): void;
  reject(error: unknown): void;
}

/** The waiting calls of one environment, and the number of running statements. */
interface Line {
  waiting: Waiting[];
  writers: number;
}

/** Triggers that one caller stores in one statement. */
export interface TriggerGroup {
  /** Settles after `write`, with whether the trigger was stored. */
  add(entry: TriggerEntry): Promise<boolean>;
  /** Stores the triggers added since the last call. Never throws: an error rejects the promises of `add`. */
  write(): Promise<void>;
}

/**
 * Stores triggers of calls that store nothing else but their idempotency keys. Calls that arrive while statements are in
 * progress share the next statement and its commit; a single call does not wait. Each promise settles after the commit.
 */
export class TriggerWriter {
  readonly #q: () => Queryable;
  readonly #triggers: Pick<TriggerRepository, "insert">;
  readonly #lines = new Map<number, Line>();

  constructor(q: () => Queryable, triggers: Pick<TriggerRepository, "insert">) {
    this.#q = q;
    this.#triggers = triggers;
  }

  /** Whether so many calls wait that another one would only time out. */
  get isOverloaded(): boolean {
    let count = 0;
    for (const line of this.#lines.values()) count += line.waiting.length;
    return count >= WAITING_MAX;
  }

  /** Whether the trigger was stored; it is not when its idempotency key is taken. */
  store(entry: TriggerEntry): Promise<boolean> {
    const { environmentId } = entry.trigger;
    const line = this.#lines.get(environmentId) ?? { waiting: [], writers: 0 };
    this.#lines.set(environmentId, line);
    return new Promise((resolve, reject) => {
      const call: Waiting = { entry, timer: null, resolve, reject };
      line.waiting.push(call);
      if (line.writers < WRITERS_MAX) void this.#drain(line);
      else call.timer = setTimeout(() => rejectOverdue(line, call), MAX_WAIT_MS).unref();
    });
  }

  group(): TriggerGroup {
    let added: Waiting[] = [];
    return {
      add: (entry) => new Promise((resolve, reject) => added.push({ entry, timer: null, resolve, reject })),
      write: async () => {
        const taken = added;
        added = [];
        if (taken.length > 0) await this.#write(taken);
      },
    };
  }

  async #drain(line: Line): Promise<void> {
    line.writers += 1;
    while (line.waiting.length > 0) {
      const taken = line.waiting.splice(0, BATCH_MAX);
      for (const { timer } of taken) if (timer) clearTimeout(timer);
      await this.#write(taken);
    }
    line.writers -= 1;
  }

  /** Never throws: an error rejects the waiting calls. */
  async #write(taken: readonly Waiting[]): Promise<void> {
    try {
      const stored = await this.#triggers.insert(
        this.#q(),
        taken.map(({ entry }) => entry),
      );
      for (const { entry, resolve } of taken) resolve(stored.has(entry.trigger.id));
    } catch (error) {
      // After a lost connection the rows may be committed, so do not retry. After a rejected statement, retry each trigger
      // alone to find the bad one.
      if (taken.length === 1 || isUnavailable(error)) for (const { reject } of taken) reject(error);
      else for (const each of taken) await this.#write([each]);
    }
  }
}

function rejectOverdue(line: Line, call: Waiting): void {
  line.waiting.splice(line.waiting.indexOf(call), 1);
  call.reject(overloaded());
}
