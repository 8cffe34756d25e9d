import type { Unsubscribe } from "../../../platform/hints/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { laneName, onLanes, publishLanes, type LaneUnit } from "../../lanes/index.js";
import type { IsolatingRunner, WorkResult } from "./isolating-runner.service.js";
import type { LaneClaims } from "../isolation/lane-claims.service.js";
import { LaneQueue } from "./lane-queue.js";
import { BatchSizer } from "./batch-sizer.js";
import type { DueLanesRepository } from "../due/due-lanes.repository.js";
import type { LaneOutcome, SetCounts } from "../sets/set-outcome.js";

export interface LaneWorkerDeps {
  due: DueLanesRepository;
  runner: IsolatingRunner;
  claims: LaneClaims;
}

/** One committed set. */
export interface DoneSet extends SetCounts {
  seconds: number;
}

const CONCURRENCY = 3;
/**
 * How long lanes wait for the running set of their environment, in milliseconds, unless they fill a set: work that
 * arrives meanwhile shares the next set and its statements.
 */
const PATIENCE_MS = 40;
/** How far ahead a sweep sets timers, in milliseconds. Sweeps come more often. */
const HORIZON_MS = 2000;
/** After this long without a sweep by the job, this worker sweeps by itself. */
const POLL_MS = 2000;
/** When another worker owns the lane, retry after 8, 16, 24 and 32 ms; then leave the lane to that worker and the sweep. */
const BUSY_RETRIES = 4;
const BUSY_PAUSE_MS = 8;
/** The largest number of queued lanes that are considered for claims. */
const WAITING_MAX = 512;

/**
 * Processes lanes when they are woken. States: idle → (start) running → (stop) draining → stopped. A lane that is woken while
 * it is in process is processed again. The sweep finds due lanes whose wake-up was lost.
 *
 * States of a lane: idle → (wake) queued → (take) active → idle, queued again (more work), or resting (retry after a delay).
 */
export class LaneWorker {
  readonly #runtime: Runtime;
  readonly #deps: LaneWorkerDeps;
  readonly #queue = new LaneQueue();
  readonly #active = new Set<string>();
  /**
   * The active sets by environment: their number, and whether they take so long that other lanes need not wait for
   * them.
   */
  readonly #inHand = new Map<number, { count: number; isLong: boolean }>();
  /** Lanes that wait for a retry. A wake-up meanwhile has no effect: the retry follows anyway. */
  readonly #resting = new Set<string>();
  /** Lanes whose next set must hold no other lane. */
  readonly #exclusive = new Set<string>();
  readonly #sizers = new Map<number, BatchSizer>();
  readonly #busy = new Map<string, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #workers = new Set<Promise<void>>();
  readonly #listeners = new Set<(set: DoneSet) => void>();
  #unsubscribe: Unsubscribe | null = null;
  #pollTimer: NodeJS.Timeout | null = null;
  /** The running poll. */
  #polling: Promise<void> | null = null;
  /** By the monotonic clock. */
  #sweptAt = -Infinity;
  #isRunning = false;

  constructor(runtime: Runtime, deps: LaneWorkerDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** Calls `listener` after each committed set that owned a lane. */
  onSet(listener: (set: DoneSet) => void): void {
    this.#listeners.add(listener);
  }

  async start(): Promise<void> {
    await this.#deps.claims.refresh();
    this.#isRunning = true;
    this.#unsubscribe = onLanes(this.#runtime.hints, (units, isUrgent) => this.wake(units, isUrgent));
    this.#pollTimer = setInterval(() => {
      this.#polling ??= this.#poll().finally(() => (this.#polling = null));
    }, POLL_MS);
  }

  /** Stops taking lanes, and waits for the active sets and a running poll. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#unsubscribe?.();
    if (this.#pollTimer) clearInterval(this.#pollTimer);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await Promise.all([...this.#workers, this.#polling]);
    await this.#deps.claims.close();
  }

  /** Queues lanes. `isUrgent`: a person waits for a message in them. */
  wake(units: readonly LaneUnit[], isUrgent = false): void {
    for (const unit of units) if (!this.#resting.has(laneName(unit))) this.#queue.add(unit, isUrgent);
    while (this.#isRunning && this.#workers.size < CONCURRENCY && !this.#queue.isEmpty) {
      const worker = this.#drain().finally(() => this.#workers.delete(worker));
      this.#workers.add(worker);
    }
  }

  /** Wakes lanes with due work, and sets timers for work that is due soon. Finds what a lost wake-up missed. */
  async sweep(): Promise<void> {
    if (!this.#isRunning) return;
    const now = this.#runtime.clock.now();
    this.#sweptAt = this.#runtime.clock.monotonic();
    // Due work found here may have just crashed another worker.
    await this.#deps.claims.refresh();
    for (const row of await this.#deps.due.due(this.#runtime.database, new Date(now + HORIZON_MS))) {
      const unit: LaneUnit = [row.environment_id, row.lane];
      // An active lane is checked again at the end of its set.
      if (!this.#active.has(laneName(unit))) this.#wakeAt(unit, row.due_at?.getTime() ?? now);
    }
  }

  /** Sweeps when the job did not: the job runs in one worker at a time, and stays with a dead one until its lock expires. */
  async #poll(): Promise<void> {
    try {
      if (this.#runtime.clock.monotonic() - this.#sweptAt >= POLL_MS) await this.sweep();
      else await this.#deps.claims.refresh();
    } catch (error) {
      this.#runtime.log.warn({ event: "lane.sweep_failed", err: error });
    }
  }

  #wakeAt(unit: LaneUnit, at: number): void {
    const waitMs = at - this.#runtime.clock.now();
    if (waitMs <= 0) return this.wake([unit]);
    if (waitMs > HORIZON_MS) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.wake([unit]);
    }, waitMs);
    this.#timers.add(timer);
  }

  async #drain(): Promise<void> {
    for (let units = this.#take(); units.length > 0 && this.#isRunning; units = this.#take()) await this.#work(units);
  }

  /** Takes the next lanes that are not active in this process. */
  #take(): LaneUnit[] {
    return this.#queue.take({
      isFree: (unit) => this.#isFree(unit),
      mayShare: (unit) => this.#mayShare(unit),
      atMost: (environmentId) => this.#sizerOf(environmentId).lanes,
      isEnough: (environmentId, lanes) => this.#isEnough(environmentId, lanes),
    });
  }

  /** An environment with heavy sets gets one set at a time: two would not be faster, and other environments would wait for both. */
  #isFree(unit: LaneUnit): boolean {
    const [environmentId] = unit;
    if (this.#inHand.has(environmentId) && this.#sizerOf(environmentId).isHeavy) return false;
    return !this.#active.has(laneName(unit));
  }

  #isEnough(environmentId: number, lanes: number): boolean {
    const inHand = this.#inHand.get(environmentId);
    return !inHand || inHand.isLong || lanes >= this.#sizerOf(environmentId).lanes;
  }

  #mayShare(unit: LaneUnit): boolean {
    return !this.#exclusive.has(laneName(unit)) && this.#deps.runner.mayShare(unit);
  }

  #sizerOf(environmentId: number): BatchSizer {
    const sizer = this.#sizers.get(environmentId) ?? new BatchSizer();
    this.#sizers.set(environmentId, sizer);
    return sizer;
  }

  /** Runs one set. Lanes with more work go to the end of the queue. */
  async #work(units: readonly LaneUnit[]): Promise<void> {
    const [first] = units;
    if (!first) return;
    const startedAt = performance.now();
    const turn = await this.#runSet(units, first);
    switch (turn.kind) {
      case "again":
        return this.wake(units);
      case "rest":
        return this.#rest(first, turn.ms);
      case "worked": {
        const { lanes, made, afterCommit, wake } = turn.outcome;
        const found = lanes.filter((lane) => lane.status !== "busy").length;
        if (found > 0) {
          this.#sizerOf(first[0]).observe(found, turn.outcome.movedCount, turn.outcome.isCut);
          this.#queue.charge(first[0], turn.outcome.workedMs);
          this.#notify({ ...made, seconds: (performance.now() - startedAt) / 1000 });
        }
        for (const effect of afterCommit) effect();
        publishLanes(this.#runtime, wake);
        for (const each of lanes) this.#afterSet([first[0], each.lane], each);
      }
    }
  }

  async #runSet(units: readonly LaneUnit[], first: LaneUnit): Promise<WorkResult> {
    const [environmentId] = first;
    const names = units.map(laneName);
    for (const name of names) this.#active.add(name);
    const inHand = this.#inHand.get(environmentId) ?? { count: 0, isLong: false };
    this.#inHand.set(environmentId, inHand);
    inHand.count += 1;
    inHand.isLong = false;
    const patience = setTimeout(() => {
      inHand.isLong = true;
      this.wake([]);
    }, PATIENCE_MS);
    const { runner } = this.#deps;
    const budget = this.#sizerOf(environmentId).budget(units.length);
    const waiting = (): LaneUnit[] => this.#queue.waiting(WAITING_MAX, (unit) => !this.#active.has(laneName(unit)));
    try {
      if (units.length === 1) return await runner.work(first, budget, waiting);
      return await runner.workTogether(units, budget, waiting);
    } finally {
      clearTimeout(patience);
      for (const name of names) this.#active.delete(name);
      inHand.count -= 1;
      if (inHand.count === 0) this.#inHand.delete(environmentId);
    }
  }

  #afterSet(unit: LaneUnit, { status, nextDueAt }: LaneOutcome): void {
    const name = laneName(unit);
    if (nextDueAt !== null) this.#wakeAt(unit, nextDueAt);
    if (status === "busy") return this.#retryBusy(unit);
    this.#busy.delete(name);
    if (status === "alone") this.#exclusive.add(name);
    else this.#exclusive.delete(name);
    if (status === "idle") this.#queue.finish(unit);
    else this.wake([unit]);
  }

  #notify(set: DoneSet): void {
    for (const listener of this.#listeners) listener(set);
  }

  #retryBusy(unit: LaneUnit): void {
    const name = laneName(unit);
    const times = (this.#busy.get(name) ?? 0) + 1;
    if (times > BUSY_RETRIES) {
      this.#busy.delete(name);
      this.#queue.finish(unit);
    } else {
      this.#busy.set(name, times);
      this.#rest(unit, BUSY_PAUSE_MS * times);
    }
  }

  #rest(unit: LaneUnit, ms: number): void {
    if (!this.#isRunning) return;
    const name = laneName(unit);
    this.#resting.add(name);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#resting.delete(name);
      this.wake([unit]);
    }, ms);
    this.#timers.add(timer);
  }
}
