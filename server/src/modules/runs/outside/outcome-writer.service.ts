import { BatchedWriter } from "../../../platform/batched-writer.js";
import { isUnavailable, postgresCode } from "../../../platform/postgres/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { LaneUnit } from "../../lanes/index.js";
import { failed } from "./attempt.js";
import type { EffectRequestsRepository, Postponed, Settled } from "./effect-requests.repository.js";

/** An attempt that ended. */
interface Ended {
  settled: Settled | null;
  postponed: Postponed | null;
  /** When its lease ends, by the monotonic clock. */
  expiresAt: number;
}

/** Notified after an outcome was stored. */
interface OutcomeListener {
  /** The lanes whose runs can continue. */
  onAnswered(units: LaneUnit[]): void;
  /** When the first of the postponed requests is due again. */
  onPostponed(nextAttemptAt: number): void;
}

const RETRY_MS = 500;
/** SQLSTATE class of values that the database rejects, such as a string with a NUL character. */
const DATA_ERRORS = "22";

/**
 * Stores the outcomes of attempts. Outcomes that arrive while a statement runs share the next one. During a database
 * outage, outcomes are retried until their leases end; then another process claims the requests and makes another
 * attempt.
 */
export class OutcomeWriter {
  readonly #runtime: Runtime;
  readonly #rows: EffectRequestsRepository;
  readonly #listener: OutcomeListener;
  readonly #writer: BatchedWriter<Ended>;
  readonly #unstored = new Set<Promise<void>>();

  constructor(runtime: Runtime, rows: EffectRequestsRepository, listener: OutcomeListener) {
    this.#runtime = runtime;
    this.#rows = rows;
    this.#listener = listener;
    this.#writer = new BatchedWriter({
      write: async (set) => {
        await this.#write(set);
        return () => undefined;
      },
      retryMs: (set, { error }) => {
        if (isDataError(error) || (set.length > 1 && !isUnavailable(error))) return null;
        const endsAt = Math.max(...set.map(({ expiresAt }) => expiresAt));
        return this.#runtime.clock.monotonic() + RETRY_MS < endsAt ? RETRY_MS : null;
      },
    });
  }

  settle(settled: Settled, expiresAt: number): void {
    this.#add({ settled, postponed: null, expiresAt });
  }

  postpone(postponed: Postponed, expiresAt: number): void {
    this.#add({ settled: null, postponed, expiresAt });
  }

  /** Resolves when all outcomes are stored or dropped. */
  async idle(): Promise<void> {
    while (this.#unstored.size > 0) await Promise.all(this.#unstored);
  }

  #add(ended: Ended): void {
    const stored = this.#store(ended).finally(() => this.#unstored.delete(stored));
    this.#unstored.add(stored);
  }

  /** Values that the database refuses make the answer a failure; another refusal leaves the request to its next attempt. */
  async #store(ended: Ended): Promise<void> {
    try {
      await this.#writer.add(ended);
    } catch (error) {
      this.#runtime.log.warn({ event: "effects.outcome_not_stored", err: error });
      const { settled } = ended;
      if (settled?.outcome.isOk !== true || !isDataError(error)) return;
      const { outcome } = failed("The answer holds values that cannot be stored.", settled.claimed.attempts);
      return this.#store({ ...ended, settled: { ...settled, outcome } });
    }
  }

  async #write(taken: readonly Ended[]): Promise<void> {
    const { database, clock } = this.#runtime;
    const settled = taken.flatMap((each) => each.settled ?? []);
    const postponed = taken.flatMap((each) => each.postponed ?? []);
    if (postponed.length > 0) {
      await this.#rows.postpone(database, postponed);
      this.#listener.onPostponed(Math.min(...postponed.map(({ nextAttemptAt }) => nextAttemptAt)));
    }
    if (settled.length === 0) return;
    const answered = await this.#rows.answer(database, settled, clock.now());
    this.#listener.onAnswered(answered.map((row): LaneUnit => [row.environment_id, row.lane]));
  }
}

function isDataError(error: unknown): boolean {
  return postgresCode(error)?.startsWith(DATA_ERRORS) === true;
}
