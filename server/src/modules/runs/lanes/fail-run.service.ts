import type { Tx } from "../../../platform/postgres/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { tellUnknownRuns } from "../../triggers/index.js";
import type { LaneUnit } from "../../lanes/index.js";
import { StatTally, type StatisticsRepository } from "../../statistics/index.js";
import type { TraceNote } from "../engine/types.js";
import { FanoutChanges, type FanoutChange } from "../storage/fanout-changes.js";
import type { FanoutPager } from "../recipients/fanout-pager.service.js";
import type { FanoutTarget } from "../recipients/recipient-pager.js";
import type { LaneRepository } from "../storage/lane.repository.js";
import type { StoredRun } from "../storage/lane-records.js";
import type { LaneWritesRepository } from "../storage/lane-writes.repository.js";
import { dueSourceOf } from "../due/due-sources.js";
import { dueFanouts } from "../due/fanouts.due.js";
import type { LaneLocksRepository } from "../due/lane-locks.repository.js";
import type { RunRef } from "../isolation/set-error.js";
import { Allowance } from "../recipients/allowance.js";
import { READ_MAX_BYTES } from "../storage/row-weight.js";

export interface FailRunDeps {
  locks: LaneLocksRepository;
  lanes: LaneRepository;
  writes: LaneWritesRepository;
  pages: FanoutPager;
  statistics: StatisticsRepository;
}

/** Counts of runs that were stored as failed. */
export interface FailedRuns {
  /** The number of them that had not started before. */
  begun: number;
  failed: number;
}

interface Held {
  tx: Tx;
  unit: LaneUnit;
  at: Date;
}

interface NextNew {
  reached: FanoutTarget;
  progress: FanoutChange["progress"];
}

const REASON_MAX_LENGTH = 500;
/** All statements find rows by key. */
const BY_KEY = { findsByKey: true };
/** Fan-outs before that of the failing run may have no recipients left. */
const FANOUTS_MAX = 50;

/** Stores a poison run as failed, so that the runs behind it continue. Reads only the row of the run: reading more may fail. */
export class FailRunService {
  readonly #runtime: Runtime;
  readonly #deps: FailRunDeps;
  readonly #listeners = new Set<(runs: FailedRuns) => void>();

  constructor(runtime: Runtime, deps: FailRunDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** Calls `listener` after each stored failure. The failure of a trigger counts no runs. */
  onFailed(listener: (runs: FailedRuns) => void): void {
    this.#listeners.add(listener);
  }

  /** Stores the run as failed, with its reason. Returns false when the run has moved on, or another worker owns the lane. */
  async fail(unit: LaneUnit, ref: RunRef, reason: string): Promise<boolean> {
    const short = reason.slice(0, REASON_MAX_LENGTH);
    const ended = await this.#runtime.database.transaction(async (tx) => {
      const at = new Date(this.#runtime.clock.now());
      const held = { tx, unit, at };
      const trace: TraceNote[] = [[at.getTime(), null, "run.failed", { reason: short }]];
      if (ref.kind === "trigger") return this.#failTrigger(held, ref.id, short);
      if (!(await this.#deps.locks.tryLock(tx, unit, at))) return null;
      if (ref.kind === dueFanouts.name) return this.#failNew(held, ref.id, trace);
      return this.#failWaiting(held, await dueSourceOf(ref.kind).abandon(tx, unit, ref.id), trace);
    }, BY_KEY);
    if (!ended) return false;
    this.#runtime.log.error({ event: "lane.failed_alone", unit, ref, reason: short });
    tellUnknownRuns(this.#runtime, unit[0]);
    for (const listener of this.#listeners) listener(ended);
    return true;
  }

  /**
   * The first due work of a source in the lane, found by keys alone, for when reading its row fails. For new runs it is the
   * trigger, since no lane can read it.
   */
  async head(unit: LaneUnit, source: string): Promise<RunRef | null> {
    const { database, clock } = this.#runtime;
    const now = new Date(clock.now());
    const id = await database.transaction(
      async (tx) => ((await this.#deps.locks.tryLock(tx, unit, now)) ? dueSourceOf(source).head(tx, unit, now) : null),
      BY_KEY,
    );
    return id === null ? null : { kind: source === dueFanouts.name ? "trigger" : source, id };
  }

  async #nextNew({ tx, unit }: Held): Promise<NextNew | null> {
    const { fanouts } = await this.#deps.lanes.fanouts(tx, unit[0], FANOUTS_MAX);
    for (const fanout of fanouts) {
      for (let at = fanout; ;) {
        const set = { tx, environmentId: unit[0], allowance: new Allowance(READ_MAX_BYTES) };
        const [page] = await this.#deps.pages.pages(set, [{ fanout: at, limit: 1 }]);
        if (page?.targets[0]) return { reached: page.targets[0], progress: page.progress };
        if (!page || page.progress.isDone) break;
        const { progress } = page;
        at = { ...at, cursor_object: progress.cursorObject, cursor_subscriber: progress.cursorSubscriber };
      }
    }
    return null;
  }

  async #failNew(held: Held, runId: string, trace: TraceNote[]): Promise<FailedRuns | null> {
    const { tx, unit, at } = held;
    const next = await this.#nextNew(held);
    if (next?.reached.runId !== runId) return null;
    const { reached, progress } = next;
    const { trigger, source, versionId, recipientKey } = reached;
    const run: StoredRun = {
      lane: unit[1],
      id: runId,
      triggerId: trigger.id,
      triggerSeq: trigger.seq,
      source,
      workflowId: trigger.workflow_id,
      versionId,
      recipientKey,
      status: "FAILED",
      dueAt: null,
      batchId: null,
      state: null,
      data: null,
      subscription: null,
      trace,
      outcomeCode: "run.failed",
      isNew: true,
    };
    await this.#deps.writes.insertRuns(tx, unit[0], [run], at);
    const tally = new StatTally();
    tally.addRun(run);
    await this.#deps.statistics.append(tx, unit[0], tally.all, at);
    await this.#deps.writes.fanouts(tx, unit[0], [
      { lane: unit[1], triggerId: trigger.id, source, runs: 1, completed: 0, failed: 1, progress },
    ]);
    return { begun: 1, failed: 1 };
  }

  async #failWaiting({ tx, unit, at }: Held, ids: readonly string[], trace: TraceNote[]): Promise<FailedRuns | null> {
    const failed = await this.#deps.writes.failRuns(tx, unit, { ids, trace, at });
    const changes = new FanoutChanges();
    for (const { trigger_id: triggerId, source } of failed) changes.of(unit[1], triggerId, source).failed += 1;
    await this.#deps.writes.fanouts(tx, unit[0], changes.all);
    return failed.length > 0 ? { begun: 0, failed: failed.length } : null;
  }

  /** Marks the trigger as failed: no more of its runs start, and each lane ends its fan-out. */
  async #failTrigger({ tx, unit }: Held, triggerId: string, reason: string): Promise<FailedRuns> {
    await this.#deps.writes.failTrigger(tx, unit[0], triggerId, reason);
    return { begun: 0, failed: 0 };
  }
}
