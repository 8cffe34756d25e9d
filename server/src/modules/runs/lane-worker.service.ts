import type { Unsubscribe } from "../../platform/hints/index.js";
import { isConnectionTrouble } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { FeedHints } from "../feeds/index.js";
import { onLanes, publishLanes, type LaneUnit } from "../triggers/index.js";
import type { LaneRepository } from "./lane.repository.js";
import type { LaneService } from "./lane.service.js";

export interface LaneWorkerDeps {
  lanes: LaneRepository;
  service: LaneService;
  feedHints: FeedHints;
}

const BUDGET = 500;
const CONCURRENCY = 3;
/** How far ahead a sweep sets timers; sweeps come more often than that. */
const HORIZON_MS = 2000;
/** Without a sweep for so long, this worker sweeps by itself. */
const NET_MS = 2000;
const BUSY_RETRIES = 4;
const BUSY_PAUSE_MS = 8;
const TROUBLE_PAUSE_MS = 250;

/**
 * Works through lanes as they are rung. States: idle → (start) running → (stop) draining → stopped. A lane that is rung
 * while it is worked on is worked on again; environments take turns. What no ring told of is found by the sweep.
 */
export class LaneWorker {
  readonly #runtime: Runtime;
  readonly #deps: LaneWorkerDeps;
  /** Rung lanes by environment: taking them in turns keeps one environment from holding up another. */
  readonly #rung = new Map<number, Set<number>>();
  readonly #active = new Set<string>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #workers = new Set<Promise<void>>();
  #unsubscribe: Unsubscribe | null = null;
  #net: NodeJS.Timeout | null = null;
  #sweptAt = 0;
  #isRunning = false;

  constructor(runtime: Runtime, deps: LaneWorkerDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  start(): void {
    this.#isRunning = true;
    this.#unsubscribe = onLanes(this.#runtime.hints, (units) => this.ring(units));
    this.#net = setInterval(() => void this.#sweepIfOverdue(), NET_MS);
  }

  /** Takes nothing new, and waits for the sets in hand. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#unsubscribe?.();
    if (this.#net) clearInterval(this.#net);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await Promise.all(this.#workers);
  }

  ring(units: readonly LaneUnit[]): void {
    for (const [environmentId, lane] of units) {
      const lanes = this.#rung.get(environmentId) ?? new Set();
      this.#rung.set(environmentId, lanes.add(lane));
    }
    while (this.#isRunning && this.#workers.size < CONCURRENCY && this.#rung.size > 0) {
      const worker = this.#drain().finally(() => this.#workers.delete(worker));
      this.#workers.add(worker);
    }
  }

  /** Finds what is due although nobody rang, and sets timers for what soon will be. */
  async sweep(): Promise<void> {
    if (!this.#isRunning) return;
    const now = this.#runtime.clock.now();
    this.#sweptAt = now;
    for (const row of await this.#deps.lanes.due(this.#runtime.database, new Date(now + HORIZON_MS))) {
      this.#ringAt([row.environment_id, row.lane], row.due_at?.getTime() ?? now);
    }
  }

  /** The job that sweeps lies with one worker at a time, and with a dead one until its lock ends. */
  async #sweepIfOverdue(): Promise<void> {
    if (this.#runtime.clock.now() - this.#sweptAt < NET_MS) return;
    try {
      await this.sweep();
    } catch (error) {
      this.#runtime.log.warn({ event: "lane.sweep_failed", err: error });
    }
  }

  #ringAt(unit: LaneUnit, at: number): void {
    const waitMs = at - this.#runtime.clock.now();
    if (waitMs <= 0) return this.ring([unit]);
    if (waitMs > HORIZON_MS) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.ring([unit]);
    }, waitMs);
    this.#timers.add(timer);
  }

  async #drain(): Promise<void> {
    for (let unit = this.#take(); unit && this.#isRunning; unit = this.#take()) await this.#workLane(unit);
  }

  /** The next lane that nobody here works on; its environment goes to the end of the row. */
  #take(): LaneUnit | null {
    for (const [environmentId, lanes] of this.#rung) {
      for (const lane of lanes) {
        if (this.#active.has(`${environmentId}/${lane}`)) continue;
        lanes.delete(lane);
        this.#rung.delete(environmentId);
        if (lanes.size > 0) this.#rung.set(environmentId, lanes);
        return [environmentId, lane];
      }
    }
    return null;
  }

  async #workLane(unit: LaneUnit): Promise<void> {
    const name = unit.join("/");
    this.#active.add(name);
    try {
      let busy = 0;
      let budget = BUDGET;
      for (let isMore = true; isMore && this.#isRunning;) {
        const outcome = await this.#deps.service
          .work(unit, budget)
          .catch((error: unknown) => this.#afterFailure(error, unit, budget));
        if (outcome === null) return;
        if (outcome === "smaller") {
          budget = Math.max(1, Math.floor(budget / 8));
          continue;
        }
        this.#deps.feedHints.publish(outcome.hints);
        publishLanes(this.#runtime, outcome.ring);
        if (outcome.nextDueAt !== null) this.#ringAt(unit, outcome.nextDueAt);
        if (outcome.status === "busy" && ++busy > BUSY_RETRIES) return;
        if (outcome.status === "busy") await pause(BUSY_PAUSE_MS * busy);
        isMore = outcome.status !== "idle";
      }
    } finally {
      this.#active.delete(name);
    }
  }

  /** A lost database is waited for, by the sweep. Any other failure is tried again with a smaller set, down to one run. */
  async #afterFailure(error: unknown, unit: LaneUnit, budget: number): Promise<"smaller" | null> {
    const isTrouble = isConnectionTrouble(error);
    this.#runtime.log[isTrouble ? "warn" : "error"]({ event: "lane.failed", unit, budget, err: error });
    if (isTrouble) await pause(TROUBLE_PAUSE_MS);
    return isTrouble || budget === 1 ? null : "smaller";
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
