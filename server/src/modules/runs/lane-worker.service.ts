import type { Unsubscribe } from "../../platform/hints/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { FeedHints } from "../feeds/index.js";
import { onLanes, publishLanes, type LaneUnit } from "../triggers/index.js";
import type { CarefulLanes } from "./careful-lanes.service.js";
import type { LaneClaims } from "./lane-claims.service.js";
import type { LaneRepository } from "./lane.repository.js";
import type { LaneOutcome, SetCounts } from "./lane-set.service.js";
import { LaneRow } from "./lane-row.js";
import { LaneWidth } from "./lane-width.js";

export interface LaneWorkerDeps {
  lanes: LaneRepository;
  careful: CarefulLanes;
  claims: LaneClaims;
  feedHints: FeedHints;
}

/** One set that was worked through and committed. */
export interface DoneSet extends SetCounts {
  seconds: number;
}

const CONCURRENCY = 3;
/** How far ahead a sweep sets timers; sweeps come more often than that. */
const HORIZON_MS = 2000;
/** Without a sweep for so long, this worker sweeps by itself. */
const NET_MS = 2000;
/** Another worker owns the lane: asked again after 8, 16, 24 and 32 ms, then left to it and to the sweep. */
const BUSY_RETRIES = 4;
const BUSY_PAUSE_MS = 8;
/** How far along the row of waiting lanes it is looked. */
const WAITING_MAX = 512;

/**
 * Works through lanes as they are rung. States: idle → (start) running → (stop) draining → stopped. A lane that is rung
 * while it is worked on is worked on again. What no ring told of is found by the sweep.
 */
export class LaneWorker {
  readonly #runtime: Runtime;
  readonly #deps: LaneWorkerDeps;
  readonly #row = new LaneRow();
  readonly #active = new Set<string>();
  /** Lanes left alone for a while: their rings are answered when it is over. */
  readonly #resting = new Set<string>();
  /** Lanes whose next set is for them alone. */
  readonly #alone = new Set<string>();
  readonly #widths = new Map<number, LaneWidth>();
  readonly #busy = new Map<string, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #workers = new Set<Promise<void>>();
  readonly #listeners = new Set<(set: DoneSet) => void>();
  #unsubscribe: Unsubscribe | null = null;
  #net: NodeJS.Timeout | null = null;
  #sweptAt = 0;
  #isRunning = false;

  constructor(runtime: Runtime, deps: LaneWorkerDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** `listener` is told of each set that did something. */
  onSet(listener: (set: DoneSet) => void): void {
    this.#listeners.add(listener);
  }

  async start(): Promise<void> {
    await this.#deps.claims.refresh();
    this.#isRunning = true;
    this.#unsubscribe = onLanes(this.#runtime.hints, (units, isUrgent) => this.ring(units, isUrgent));
    this.#net = setInterval(() => void this.#lookAround(), NET_MS);
  }

  /** Takes nothing new, and waits for the sets in hand. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#unsubscribe?.();
    if (this.#net) clearInterval(this.#net);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await Promise.all(this.#workers);
    await this.#deps.claims.close();
  }

  /** `isUrgent`: somebody waits for a message in them. */
  ring(units: readonly LaneUnit[], isUrgent = false): void {
    for (const unit of units) if (!this.#resting.has(unit.join("/"))) this.#row.add(unit, isUrgent);
    while (this.#isRunning && this.#workers.size < CONCURRENCY && !this.#row.isEmpty) {
      const worker = this.#drain().finally(() => this.#workers.delete(worker));
      this.#workers.add(worker);
    }
  }

  /** Finds what is due although nobody rang, and sets timers for what soon will be. */
  async sweep(): Promise<void> {
    if (!this.#isRunning) return;
    const now = this.#runtime.clock.now();
    this.#sweptAt = now;
    // What is found may be what another worker just died of.
    await this.#deps.claims.refresh();
    for (const row of await this.#deps.lanes.due(this.#runtime.database, new Date(now + HORIZON_MS))) {
      const unit: LaneUnit = [row.environment_id, row.lane];
      // Whoever works in it looks again before leaving it.
      if (!this.#active.has(unit.join("/"))) this.#ringAt(unit, row.due_at?.getTime() ?? now);
    }
  }

  /** The job that sweeps lies with one worker at a time, and with a dead one until its lock ends. */
  async #lookAround(): Promise<void> {
    try {
      if (this.#runtime.clock.now() - this.#sweptAt >= NET_MS) await this.sweep();
      else await this.#deps.claims.refresh();
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
    for (let units = this.#take(); units.length > 0 && this.#isRunning; units = this.#take()) await this.#work(units);
  }

  /** The next lanes that nobody here works on. */
  #take(): LaneUnit[] {
    return this.#row.take({
      isFree: (unit) => this.#isFree(unit),
      mayShare: (unit) => this.#mayShare(unit),
      atMost: (environmentId) => this.#widthOf(environmentId).lanes,
    });
  }

  #isFree(unit: LaneUnit): boolean {
    return !this.#active.has(unit.join("/"));
  }

  #mayShare(unit: LaneUnit): boolean {
    return !this.#alone.has(unit.join("/")) && this.#deps.careful.mayShare(unit);
  }

  #widthOf(environmentId: number): LaneWidth {
    const width = this.#widths.get(environmentId) ?? new LaneWidth();
    this.#widths.set(environmentId, width);
    return width;
  }

  /** One set; lanes with more to do go to the end of the row. */
  async #work(units: readonly LaneUnit[]): Promise<void> {
    const [first] = units;
    if (!first) return;
    const names = units.map((unit) => unit.join("/"));
    for (const name of names) this.#active.add(name);
    const startedAt = performance.now();
    const { careful } = this.#deps;
    const waiting = (): LaneUnit[] => this.#row.waiting(WAITING_MAX, (unit) => this.#isFree(unit));
    const turn =
      units.length === 1
        ? await careful.work(first, waiting)
        : await careful.workTogether(units, LaneWidth.budget(units.length), waiting);
    for (const name of names) this.#active.delete(name);
    switch (turn.kind) {
      case "again":
        return this.ring(units);
      case "rest":
        return this.#rest(first, turn.ms);
      case "worked": {
        const { lanes, made, hints, ring } = turn.outcome;
        const found = lanes.filter((lane) => lane.status !== "busy").length;
        if (found > 0) {
          this.#widthOf(first[0]).saw(found, made.runs);
          this.#tell({ ...made, seconds: (performance.now() - startedAt) / 1000 });
        }
        this.#deps.feedHints.publish(hints);
        publishLanes(this.#runtime, ring);
        for (const each of lanes) this.#follow([first[0], each.lane], each);
      }
    }
  }

  #follow(unit: LaneUnit, { status, nextDueAt }: LaneOutcome): void {
    const name = unit.join("/");
    if (nextDueAt !== null) this.#ringAt(unit, nextDueAt);
    if (status === "busy") return this.#askAgain(unit);
    this.#busy.delete(name);
    if (status === "alone") this.#alone.add(name);
    else this.#alone.delete(name);
    if (status === "idle") this.#row.finish(unit);
    else this.ring([unit]);
  }

  #tell(set: DoneSet): void {
    for (const listener of this.#listeners) listener(set);
  }

  #askAgain(unit: LaneUnit): void {
    const name = unit.join("/");
    const times = (this.#busy.get(name) ?? 0) + 1;
    if (times > BUSY_RETRIES) {
      this.#busy.delete(name);
      this.#row.finish(unit);
    } else {
      this.#busy.set(name, times);
      this.#rest(unit, BUSY_PAUSE_MS * times);
    }
  }

  #rest(unit: LaneUnit, ms: number): void {
    if (!this.#isRunning) return;
    const name = unit.join("/");
    this.#resting.add(name);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#resting.delete(name);
      this.ring([unit]);
    }, ms);
    this.#timers.add(timer);
  }
}
