import type { Runtime } from "../../../platform/runtime/index.js";
import type { AttemptRepository } from "../queue/attempt.repository.js";
import type { Settlement } from "../queue/delivery-row.js";

const WRITE_TRIES = 5;
const WRITE_PAUSE_MS = 1000;

interface Waiting {
  settlement: Settlement;
  done(): void;
}

/**
 * Stores outcomes. Outcomes that arrive while one statement runs share the next one. An outcome that cannot be stored
 * is dropped after some attempts: then its lease ends, and the delivery becomes uncertain.
 */
export class OutcomeWriter {
  readonly #runtime: Runtime;
  readonly #attempts: AttemptRepository;
  #waiting: Waiting[] = [];
  #isWriting = false;

  constructor(runtime: Runtime, attempts: AttemptRepository) {
    this.#runtime = runtime;
    this.#attempts = attempts;
  }

  /** Resolves when the outcome is stored, or was dropped. */
  write(settlement: Settlement): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ settlement, done: resolve });
      if (!this.#isWriting) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#isWriting = true;
    // Outcomes of one iteration of the event loop share a statement.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const set = this.#waiting;
      this.#waiting = [];
      await this.#store(set.map(({ settlement }) => settlement));
      for (const { done } of set) done();
    }
    this.#isWriting = false;
  }

  async #store(settlements: readonly Settlement[], tries = 1): Promise<void> {
    const { database, clock, log } = this.#runtime;
    try {
      await this.#attempts.settle(database, settlements, clock.now());
    } catch (error) {
      log.warn({ event: "delivery.outcome_not_written", count: settlements.length, tries, err: error });
      if (tries >= WRITE_TRIES) return;
      await new Promise((resolve) => setTimeout(resolve, WRITE_PAUSE_MS).unref());
      if (settlements.length === 1) return this.#store(settlements, tries + 1);
      // Postgres may have rejected a single outcome: store each alone.
      for (const each of settlements) await this.#store([each], tries + 1);
    }
  }
}
