import type { Unsubscribe } from "../../../platform/hints/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { onLanes, publishLanes, type LaneUnit } from "../../lanes/index.js";
import type { IsolatingRunner, WorkResult } from "./isolating-runner.service.js";
import type { LaneClaims } from "../isolation/lane-claims.service.js";
import { LaneQueue } from "./lane-queue.js";
import { LaneStates } from "./lane-states.js";
import { BatchSizer } from "./batch-sizer.js";
import type { DueLanesRepository } from "../due/due-lanes.repository.js";
import type { LaneOutcome, SetCounts } from "../sets/set-outcome.js";

export interface LaneWorkerDeps {
  due: DueLanesRepository;
  runner: IsolatingRunner;
  claims: LaneClaims;
}

/** What a worker knows of an environment. */
interface EnvironmentWork {
  sizer: BatchSizer;
  /** The number of its active sets. */
  setCount: number;
  /** Whether the active sets take so long that other lanes need not wait for them. */
  isLong: boolean;
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
 * it is in process is processed again; a wake-up while it rests has no effect, because the retry follows anyway. The sweep finds
 * due lanes whose wake-up was lost. The states of a lane: see `LaneStates`.
 */
export class LaneWorker {
  readonly #runtime: Runtime;
  readonly #deps: LaneWorkerDeps;
  readonly #queue = new LaneQueue();
  readonly #lanes = new LaneStates();
  readonly #environments = new Map<number, EnvironmentWork>();
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
    for (const unit of units) if (this.#lanes.of(unit).phase !== "resting") this.#queue.add(unit, isUrgent);
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
      if (this.#lanes.of(unit).phase !== "active") this.#wakeAt(unit, row.due_at?.getTime() ?? now);
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
      atMost: (environmentId) => this.#environment(environmentId).sizer.lanes,
      isEnough: (environmentId, lanes) => this.#isEnough(environmentId, lanes),
    });
  }

  /** An environment with heavy sets gets one set at a time: two would not be faster, and other environments would wait for both. */
  #isFree(unit: LaneUnit): boolean {
    const { setCount, sizer } = this.#environment(unit[0]);
    if (setCount > 0 && sizer.isHeavy) return false;
    return this.#lanes.of(unit).phase === "free";
  }

  #isEnough(environmentId: number, lanes: number): boolean {
    const { setCount, isLong, sizer } = this.#environment(environmentId);
    return setCount === 0 || isLong || lanes >= sizer.lanes;
  }

  #mayShare(unit: LaneUnit): boolean {
    return !this.#lanes.of(unit).isExclusive && this.#deps.runner.mayShare(unit);
  }

  #environment(environmentId: number): EnvironmentWork {
    const known = this.#environments.get(environmentId);
    if (known) return known;
    const work = { sizer: new BatchSizer(), setCount: 0, isLong: false };
    this.#environments.set(environmentId, work);
    return work;
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
          this.#environment(first[0]).sizer.observe(found, turn.outcome.movedCount, turn.outcome.isCut);
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
    const environment = this.#environment(first[0]);
    for (const unit of units) this.#lanes.change(unit, { phase: "active" });
    environment.setCount += 1;
    environment.isLong = false;
    const patience = setTimeout(() => {
      environment.isLong = true;
      this.wake([]);
    }, PATIENCE_MS);
    const { runner } = this.#deps;
    const budget = environment.sizer.budget(units.length);
    const waiting = (): LaneUnit[] =>
      this.#queue.waiting(WAITING_MAX, (unit) => this.#lanes.of(unit).phase !== "active");
    try {
      if (units.length === 1) return await runner.work(first, budget, waiting);
      return await runner.workTogether(units, budget, waiting);
    } finally {
      clearTimeout(patience);
      for (const unit of units) this.#lanes.change(unit, { phase: "free" });
      environment.setCount -= 1;
    }
  }

  #afterSet(unit: LaneUnit, { status, nextDueAt }: LaneOutcome): void {
    if (nextDueAt !== null) this.#wakeAt(unit, nextDueAt);
    if (status === "busy") return this.#retryBusy(unit);
    this.#lanes.change(unit, { busyCount: 0, isExclusive: status === "alone" });
    if (status === "idle") this.#queue.finish(unit);
    else this.wake([unit]);
  }

  #notify(set: DoneSet): void {
    for (const listener of this.#listeners) listener(set);
  }

  #retryBusy(unit: LaneUnit): void {
    const busyCount = this.#lanes.of(unit).busyCount + 1;
    const isGivenUp = busyCount > BUSY_RETRIES;
    this.#lanes.change(unit, { busyCount: isGivenUp ? 0 : busyCount });
    if (isGivenUp) this.#queue.finish(unit);
    else this.#rest(unit, BUSY_PAUSE_MS * busyCount);
  }

  #rest(unit: LaneUnit, ms: number): void {
    if (!this.#isRunning) return;
    this.#lanes.change(unit, { phase: "resting" });
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#lanes.change(unit, { phase: "free" });
      this.wake([unit]);
    }, ms);
    this.#timers.add(timer);
  }
}
