import { AppError } from "../../platform/errors/index.js";
import { isUnavailable, type Queryable } from "../../platform/postgres/index.js";
import type { NewTrigger, TriggerRepository } from "./trigger.repository.js";

/** How many statements of one environment are under way at once, and how many triggers one of them stores. */
const WRITERS_MAX = 2;
const TOGETHER_MAX = 32;
/** As long as a call waits for a connection. */
const PATIENCE_MS = 5000;
/** About half a second's work of a small machine. */
const WAITING_MAX = 1000;

interface Waiting {
  trigger: NewTrigger;
  timer: NodeJS.Timeout | null;
  resolve(): void;
  reject(error: unknown): void;
}

/** The calls of one environment that wait for their turn, and how many statements are under way. */
interface Line {
  waiting: Waiting[];
  writers: number;
}

/**
 * Stores triggers of calls that store nothing else. Those that arrive while others are on their way to the database go
 * together, in one statement and one commit; a call that comes alone waits for nobody. Each is told when it is committed.
 */
export class TriggerWriter {
  readonly #q: () => Queryable;
  readonly #triggers: Pick<TriggerRepository, "insert">;
  readonly #lines = new Map<number, Line>();

  constructor(q: () => Queryable, triggers: Pick<TriggerRepository, "insert">) {
    this.#q = q;
    this.#triggers = triggers;
  }

  /** Whether so many wait that more would only wait to be given up. */
  get isOverloaded(): boolean {
    let count = 0;
    for (const line of this.#lines.values()) count += line.waiting.length;
    return count >= WAITING_MAX;
  }

  store(trigger: NewTrigger): Promise<void> {
    const line = this.#lines.get(trigger.environmentId) ?? { waiting: [], writers: 0 };
    this.#lines.set(trigger.environmentId, line);
    return new Promise((resolve, reject) => {
      const call: Waiting = { trigger, timer: null, resolve, reject };
      line.waiting.push(call);
      if (line.writers < WRITERS_MAX) void this.#drain(line);
      else call.timer = setTimeout(() => giveUp(line, call), PATIENCE_MS).unref();
    });
  }

  async #drain(line: Line): Promise<void> {
    line.writers += 1;
    while (line.waiting.length > 0) {
      const taken = line.waiting.splice(0, TOGETHER_MAX);
      for (const { timer } of taken) if (timer) clearTimeout(timer);
      await this.#write(taken);
    }
    line.writers -= 1;
  }

  /** Never throws: who waits is told. */
  async #write(taken: readonly Waiting[]): Promise<void> {
    const triggers = taken.map(({ trigger }) => trigger);
    try {
      await this.#triggers.insert(this.#q(), triggers);
      for (const { resolve } of taken) resolve();
    } catch (error) {
      // What may have been stored is not stored again; what was refused may be the fault of one of them.
      if (taken.length === 1 || isUnavailable(error)) for (const { reject } of taken) reject(error);
      else for (const each of taken) await this.#write([each]);
    }
  }
}

function giveUp(line: Line, call: Waiting): void {
  line.waiting.splice(line.waiting.indexOf(call), 1);
  call.reject(new AppError("UNAVAILABLE", "Too much is waiting already. Please try again.", { retryAfterMs: 1000 }));
}
