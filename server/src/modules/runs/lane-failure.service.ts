import type { Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { LaneUnit } from "../triggers/index.js";
import type { TraceNote } from "./engine/types.js";
import { FanoutChanges, type FanoutChange } from "./fanout-changes.js";
import type { LanePagesService, Reached } from "./lane-pages.service.js";
import type { LaneRepository } from "./lane.repository.js";
import type { StoredRun } from "./lane-rows.js";
import type { LaneWritesRepository } from "./lane-writes.repository.js";
import type { RunRef } from "./set-error.js";

export interface FailureDeps {
  lanes: LaneRepository;
  writes: LaneWritesRepository;
  pages: LanePagesService;
}

/** Runs that ended as failed, committed. */
export interface FailedRuns {
  /** Of them, those that began with it. */
  begun: number;
  failed: number;
}

interface Held {
  tx: Tx;
  unit: LaneUnit;
  at: Date;
}

interface NextNew {
  reached: Reached;
  progress: FanoutChange["progress"];
}

const REASON_MAX_LENGTH = 500;
const FANOUTS_MAX = 50;

/** Ends a run that cannot be worked on, so that those behind it go on. Looks at nothing but its row: the rest may be what fails. */
export class LaneFailureService {
  readonly #runtime: Runtime;
  readonly #deps: FailureDeps;
  readonly #listeners = new Set<(runs: FailedRuns) => void>();

  constructor(runtime: Runtime, deps: FailureDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** `listener` is told of each failure that was stored; that of a trigger ends no run. */
  onFailed(listener: (runs: FailedRuns) => void): void {
    this.#listeners.add(listener);
  }

  /** Stores the run as failed, with its reason. False when it has gone on meanwhile, or another worker owns the lane. */
  async fail(unit: LaneUnit, ref: RunRef, reason: string): Promise<boolean> {
    const short = reason.slice(0, REASON_MAX_LENGTH);
    const ended = await this.#runtime.database.transaction(async (tx) => {
      const at = new Date(this.#runtime.clock.now());
      const held = { tx, unit, at };
      const trace: TraceNote[] = [[at.getTime(), null, "run.failed", { reason: short }]];
      if (ref.kind === "trigger") return this.#failTrigger(held, ref.id, short);
      if (!(await this.#deps.lanes.tryLock(tx, unit, at))) return null;
      if (ref.kind === "new") return this.#failNew(held, ref.id, trace);
      const ids = ref.kind === "batch" ? await this.#closeBatch(held, ref.id) : [ref.id];
      return this.#failWaiting(held, ids, trace);
    });
    if (!ended) return false;
    this.#runtime.log.error({ event: "lane.failed_alone", unit, ref, reason: short });
    for (const listener of this.#listeners) listener(ended);
    return true;
  }

  async #nextNew({ tx, unit }: Held): Promise<NextNew | null> {
    for (const fanout of await this.#deps.lanes.fanouts(tx, unit[0], [unit[1]], FANOUTS_MAX)) {
      for (let at = fanout; ;) {
        const [page] = await this.#deps.pages.pages(tx, unit[0], [{ fanout: at, limit: 1 }]);
        if (page?.reached[0]) return { reached: page.reached[0], progress: page.progress };
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
      isNew: true,
    };
    await this.#deps.writes.insertRuns(tx, unit[0], [run], at);
    await this.#deps.writes.fanouts(tx, unit[0], [
      { lane: unit[1], triggerId: trigger.id, source, runs: 1, completed: 0, failed: 1, progress },
    ]);
    return { begun: 1, failed: 1 };
  }

  /** Those that wait in it; they would have gone on as one. */
  async #closeBatch({ tx, unit }: Held, batchId: string): Promise<string[]> {
    const rows = await this.#deps.lanes.runsInBatch(tx, unit, batchId);
    await this.#deps.writes.closeBatches(tx, unit, [batchId]);
    return rows.map((row) => row.id);
  }

  async #failWaiting({ tx, unit, at }: Held, ids: readonly string[], trace: TraceNote[]): Promise<FailedRuns | null> {
    const failed = await this.#deps.writes.failRuns(tx, unit, { ids, trace, at });
    const changes = new FanoutChanges();
    for (const { trigger_id: triggerId, source } of failed) changes.of(unit[1], triggerId, source).failed += 1;
    await this.#deps.writes.fanouts(tx, unit[0], changes.all);
    return failed.length > 0 ? { begun: 0, failed: failed.length } : null;
  }

  /** No more of its runs begin: whoever comes to a fan-out of it ends it. */
  async #failTrigger({ tx, unit }: Held, triggerId: string, reason: string): Promise<FailedRuns> {
    await this.#deps.writes.failTrigger(tx, unit[0], triggerId, reason);
    return { begun: 0, failed: 0 };
  }
}
