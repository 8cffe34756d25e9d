import { setTimeout as sleep } from "node:timers/promises";
import { postgresCode } from "../../../platform/postgres/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { LaneUnit } from "../../lanes/index.js";
import { failed } from "./attempt.js";
import type { EffectRequestsRepository, Postponed, Settled } from "./effect-requests.repository.js";

interface Waiting {
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
 * outage, an outcome is retried until its lease ends; then another process claims the request and makes another
 * attempt.
 */
export class OutcomeWriter {
  readonly #runtime: Runtime;
  readonly #rows: EffectRequestsRepository;
  readonly #listener: OutcomeListener;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;

  constructor(runtime: Runtime, rows: EffectRequestsRepository, listener: OutcomeListener) {
    this.#runtime = runtime;
    this.#rows = rows;
    this.#listener = listener;
  }

  settle(settled: Settled, expiresAt: number): void {
    this.#add({ settled, postponed: null, expiresAt });
  }

  postpone(postponed: Postponed, expiresAt: number): void {
    this.#add({ settled: null, postponed, expiresAt });
  }

  /** Resolves when all outcomes are stored or dropped. */
  async idle(): Promise<void> {
    await this.#writing;
  }

  #add(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#writing ??= this.#drain().finally(() => (this.#writing = null));
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const taken = this.#waiting;
      this.#waiting = [];
      await this.#store(taken);
    }
  }

  /** After a rejected statement, stores each outcome alone to find the one that the database rejects. */
  async #store(taken: readonly Waiting[]): Promise<void> {
    try {
      await this.#write(taken);
    } catch (error) {
      if (taken.length > 1) {
        for (const each of taken) await this.#store([each]);
        return;
      }
      const [only] = taken;
      if (only) await this.#again(only, error);
    }
  }

  async #again(only: Waiting, error: unknown): Promise<void> {
    this.#runtime.log.warn({ event: "effects.outcome_not_stored", err: error });
    const { settled } = only;
    if (settled?.outcome.isOk === true && postgresCode(error)?.startsWith(DATA_ERRORS)) {
      const { outcome } = failed("The answer holds values that cannot be stored.", settled.claimed.attempts);
      return this.#store([{ ...only, settled: { ...settled, outcome } }]);
    }
    if (this.#runtime.clock.monotonic() + RETRY_MS >= only.expiresAt) return;
    await sleep(RETRY_MS);
    return this.#store([only]);
  }

  async #write(taken: readonly Waiting[]): Promise<void> {
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
