import type { Runtime } from "../../../platform/runtime/index.js";
import { laneName, type LaneUnit } from "../../lanes/index.js";
import { BatchBackoff } from "../isolation/batch-backoff.js";
import type { LaneClaims, TakeOptions } from "../isolation/lane-claims.service.js";
import type { FailRunService } from "./fail-run.service.js";
import type { LaneTransactionService } from "./lane-transaction.service.js";
import { SetError, signatureOf, troubleOf, type RunRef } from "../isolation/set-error.js";
import { AsyncRwLock } from "../isolation/read-write-lock.js";
import type { SetOutcome } from "../sets/set-outcome.js";

export interface IsolatingRunnerDeps {
  transactions: LaneTransactionService;
  claims: LaneClaims;
  failures: FailRunService;
}

/** The result of one attempt to work in lanes. */
export type WorkResult =
  | { kind: "worked"; outcome: SetOutcome }
  /** Queue the lanes again at once: an obstacle was removed, or the next set is smaller. */
  | { kind: "again" }
  /** Queue the lane again after a delay. */
  | { kind: "rest"; ms: number };

const DIED = "The worker's process ended while it worked on this run.";

/** Runs sets so that a poison run fails alone, whether it makes its set fail or crashes the process. */
export class IsolatingRunner {
  readonly #runtime: Runtime;
  readonly #deps: IsolatingRunnerDeps;
  readonly #backoffs = new Map<string, BatchBackoff>();
  readonly #lock = new AsyncRwLock();

  constructor(runtime: Runtime, deps: IsolatingRunnerDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** Runs one set in a lane. `waiting` returns the next lanes. In a lane where workers crashed, the set runs alone. */
  async work(unit: LaneUnit, budget: number, waiting: () => LaneUnit[]): Promise<WorkResult> {
    const isExclusive = this.#deps.claims.crashRecordOf(unit) !== null;
    const work = (): Promise<WorkResult> => this.#work(unit, budget, { waiting, isExclusive });
    return isExclusive ? this.#lock.exclusive(work) : this.#lock.shared(work);
  }

  /** Whether the lane may share a set with others: it had no failure and no crash. */
  mayShare(unit: LaneUnit): boolean {
    return !this.#backoffs.has(laneName(unit)) && this.#deps.claims.crashRecordOf(unit) === null;
  }

  /**
   * Runs one set in several lanes that may share it. After a failure each lane gets separate sets, which shows the failing
   * lane.
   */
  workTogether(units: readonly LaneUnit[], budget: number, waiting: () => LaneUnit[]): Promise<WorkResult> {
    return this.#lock.shared(() => this.#workTogether(units, budget, waiting));
  }

  async #work(unit: LaneUnit, budget: number, options: TakeOptions): Promise<WorkResult> {
    const { claims, transactions } = this.#deps;
    try {
      await claims.take([unit], options);
      const record = claims.crashRecordOf(unit);
      if (record && !options.isExclusive) return { kind: "again" };
      if (record?.suspect && (await this.#failSuspect(unit, record.suspect))) return { kind: "again" };
      const backoff = this.#backoffOf(unit);
      const onTaken = (taken: readonly RunRef[]): Promise<void> => this.#recordAlone(unit, taken);
      const isolated = backoff.isActive
        ? { firstKind: backoff.firstKind, onTaken: record ? onTaken : null }
        : undefined;
      const outcome = await transactions.work(unit, Math.min(budget, backoff.budget), isolated);
      const status = outcome.lanes[0]?.status;
      if (status !== "busy" && backoff.recordSuccess(status === "idle", outcome.takenKind))
        await this.#clear(unit, backoff);
      return { kind: "worked", outcome };
    } catch (error) {
      return this.#afterFailure(error, unit);
    } finally {
      claims.leave([unit]);
    }
  }

  async #workTogether(units: readonly LaneUnit[], budget: number, waiting: () => LaneUnit[]): Promise<WorkResult> {
    const { claims, transactions } = this.#deps;
    const [environmentId] = units[0] ?? [0];
    const lanes = units.map(([, lane]) => lane);
    try {
      await claims.take(units, { waiting, isExclusive: false });
      if (!units.every((unit) => this.mayShare(unit))) return { kind: "again" };
      return { kind: "worked", outcome: await transactions.workTogether(environmentId, lanes, budget) };
    } catch (error) {
      this.#runtime.log.warn({ event: "lane.set_split", environmentId, lanes, err: error });
      for (const unit of units) this.#backoffOf(unit, true);
      return { kind: "again" };
    } finally {
      claims.leave(units);
    }
  }

  /** The backoff of a lane; a new one is kept when workers crashed in the lane or a set failed. */
  #backoffOf(unit: LaneUnit, isFailed = false): BatchBackoff {
    const name = laneName(unit);
    const known = this.#backoffs.get(name);
    const deaths = this.#deps.claims.crashRecordOf(unit)?.deaths ?? 0;
    if (known && known.deaths >= deaths) return known;
    const backoff = new BatchBackoff(deaths);
    if (deaths > 0 || isFailed) this.#backoffs.set(name, backoff);
    return backoff;
  }

  async #clear(unit: LaneUnit, backoff: BatchBackoff): Promise<void> {
    this.#backoffs.delete(laneName(unit));
    if (backoff.deaths === 0) return;
    await this.#deps.claims.recordInProgress(unit, null);
    await this.#deps.claims.deleteCrashRecord(unit);
  }

  /** Records a run that is alone in its set, before the set reads anything else of it. */
  #recordAlone(unit: LaneUnit, taken: readonly RunRef[]): Promise<void> {
    const [only, ...others] = taken;
    return this.#deps.claims.recordInProgress(unit, only && others.length === 0 ? only : null);
  }

  /** Stores the suspect as failed. Returns false while other runs come before it. Isolation continues, since runs behind it may be poison too. */
  async #failSuspect(unit: LaneUnit, suspect: RunRef): Promise<boolean> {
    const isStored = await this.#deps.failures.fail(unit, suspect, DIED);
    if (isStored) await this.#deps.claims.clearSuspect(unit);
    return isStored;
  }

  /**
   * Retries a failure that may pass. A failure that repeats, or is certain to, shrinks the set until one run is left; that
   * run is stored as failed.
   */
  async #afterFailure(error: unknown, unit: LaneUnit): Promise<WorkResult> {
    const name = laneName(unit);
    const backoff = this.#backoffs.get(name) ?? new BatchBackoff();
    this.#backoffs.set(name, backoff);
    const { taken = [], reading = null } = error instanceof SetError ? error : {};
    const trouble = troubleOf(error);
    const level = trouble === "own" ? "error" : "warn";
    this.#runtime.log[level]({ event: "lane.failed", unit, taken: taken.length, reading, trouble, err: error });
    // Nobody can be blamed while runs share a decision. In isolation, each run is decided by itself.
    if (error instanceof SetError && error.isSharing) {
      if (backoff.recordFailure(trouble, signatureOf(error))) return { kind: "rest", ms: backoff.nextDelayMs() };
      backoff.shrink();
      return { kind: "again" };
    }
    const isNobodys = taken.length === 0 && reading === null;
    if (isNobodys || backoff.recordFailure(trouble, signatureOf(error)))
      return { kind: "rest", ms: backoff.nextDelayMs() };
    const [only, ...others] = taken;
    const isAlone = only ? others.length === 0 : backoff.budget === 1;
    if (!isAlone) {
      backoff.shrink();
      return { kind: "again" };
    }
    const isSetAside = await this.#setAside(unit, only ?? reading, error);
    // The delay limits the number of failed runs in case the database is the cause after all.
    return isSetAside && trouble === "own" ? { kind: "again" } : { kind: "rest", ms: backoff.nextDelayMs() };
  }

  /** Stores the blamed run as failed; of a kind, its first run in the lane. Returns false when that failed too. */
  async #setAside(unit: LaneUnit, blamed: RunRef | string | null, error: unknown): Promise<boolean> {
    const reason = error instanceof Error ? error.message : String(error);
    const { failures } = this.#deps;
    try {
      const ref = typeof blamed === "string" ? await failures.head(unit, blamed) : blamed;
      return ref !== null && (await failures.fail(unit, ref, reason));
    } catch (second) {
      this.#runtime.log.error({ event: "lane.failure_not_stored", unit, blamed, err: second });
      if (typeof blamed === "string" || blamed?.kind !== "new" || troubleOf(second) === "outage") return false;
    }
    // A new run is found by reading its trigger again. That failed, so blame the trigger.
    return this.#setAside(unit, "new", error);
  }
}
