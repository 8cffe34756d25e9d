import { isJsonObject, type JsonObject } from "../../../platform/json.js";
import type { Tx } from "../../../platform/postgres/index.js";
import type { LaneUnit } from "../../lanes/index.js";
import type { MessageRepository } from "../../messages/index.js";
import type { WorkflowVersions } from "../../workflows/index.js";
import type { AnsweredRun } from "../due/due-source.js";
import { renderOptions } from "../engine/close-batch.js";
import type { Wake } from "../engine/executor.js";
import { withMessage } from "../engine/step-status.js";
import type { Pace } from "../engine/pace.js";
import type { RunContext } from "../engine/types.js";
import type { RunContextLoader } from "../storage/run-context-loader.service.js";
import type { LaneRepository } from "../storage/lane.repository.js";
import type { DueBatchRow, RunRow } from "../storage/lane-records.js";
import { resumedTask } from "../engine/task.js";
import type { BatchItemsRepository } from "../storage/batch-items.repository.js";
import type { BatchSummaries, LoadedBatch, SummaryRequest } from "./batch-summaries.service.js";
import type { Woken } from "./woken.js";

export interface ResumedDeps {
  lanes: LaneRepository;
  messages: MessageRepository;
  items: BatchItemsRepository;
  summaries: BatchSummaries;
  contextLoader: RunContextLoader;
  workflows: WorkflowVersions;
}

/** Runs that resume. */
export interface Resumed {
  woken: Woken[];
  /** Runs whose triggers are deleted: they cannot resume. */
  orphans: RunRow[];
  /** Batches without waiting runs: they close, and no run continues. */
  emptyBatchIds: string[];
  /** Whether there was more than a set may hold. */
  isCut: boolean;
}

interface Resumable {
  row: RunRow;
  versionId: number;
  wake: Wake;
  closes: Woken["closes"];
  requestId: string | null;
}

interface Held {
  tx: Tx;
  unit: LaneUnit;
  pace: Pace;
}

/** Prepares runs to resume: runs whose due time is over, and the carriers of closing batches. */
export class ResumedRuns {
  readonly #deps: ResumedDeps;

  constructor(deps: ResumedDeps) {
    this.#deps = deps;
  }

  woken(held: Held, rows: readonly RunRow[]): Promise<Resumed> {
    return this.#resume(
      held,
      rows.map((row) => ({ row, versionId: row.version_id, wake: { kind: "woken" }, closes: null, requestId: null })),
    );
  }

  /** Runs whose outside effect is answered. */
  answered(held: Held, runs: readonly AnsweredRun[]): Promise<Resumed> {
    return this.#resume(
      held,
      runs.map(({ row, requestId, effect, outcome }) => ({
        row,
        versionId: row.version_id,
        wake: { kind: "effectDone", effect, outcome },
        closes: null,
        requestId,
      })),
    );
  }

  /** The first run of each batch that was not cancelled continues for all; without one, none does. */
  async closing(held: Held, batches: readonly DueBatchRow[]): Promise<Resumed> {
    const { tx, unit, pace } = held;
    const wishes: SummaryRequest[] = [];
    const versions = new Map<string, number>();
    for (const batch of batches) {
      const version = await this.#deps.workflows.versionForBatch(unit[0], batch, tx);
      versions.set(batch.id, version.versionId);
      const { id, step_ref: stepRef } = batch;
      wishes.push({ id, stepRef, ...renderOptions(version.steps.get(stepRef)) });
    }
    const loaded = await this.#deps.summaries.load(held, wishes, true);
    const carrierIds = loaded.flatMap(({ carrierId }) => carrierId ?? []);
    const rows = await pace.during(this.#deps.lanes.runs(tx, unit, carrierIds));
    const carriers = new Map(rows.map((row) => [row.id, row]));
    const resumable = loaded.flatMap((batch): Resumable[] => {
      const row = carriers.get(batch.carrierId ?? "");
      return row ? [carrying(row, versions.get(batch.id) ?? row.version_id, batch)] : [];
    });
    const resumed = await this.#resume(held, resumable);
    return {
      ...resumed,
      emptyBatchIds: loaded.filter(({ carrierId }) => carrierId === null).map(({ id }) => id),
      isCut: resumed.isCut || loaded.length < batches.length || rows.length < carrierIds.length,
    };
  }

  async #resume(held: Held, all: readonly Resumable[]): Promise<Resumed> {
    const { tx, unit, pace } = held;
    const result: Resumed = { woken: [], orphans: [], emptyBatchIds: [], isCut: false };
    if (all.length === 0) return result;
    const triggerIds = [...new Set(all.map(({ row }) => row.trigger_id))];
    const triggers = await pace.during(this.#deps.lanes.triggers(tx, unit[0], triggerIds));
    const wanted = all.flatMap((each) => {
      const trigger = triggers.get(each.row.trigger_id);
      if (!trigger) {
        result.orphans.push(each.row);
        return [];
      }
      const { row, versionId } = each;
      const { data, subscription } = row;
      return [{ each, runId: row.id, recipientKey: row.recipient_key, trigger, versionId, data, subscription }];
    });
    const contexts = await pace.during(this.#deps.contextLoader.gather(tx, unit[0], wanted));
    const gathered = wanted.slice(0, contexts.length);
    const reloaded = await this.#reload(
      held,
      gathered.map(({ each }, index) => ({ each, context: contexts[index] })),
    );
    const kept = gathered.slice(0, reloaded.count);
    const statuses = await this.#statuses(
      held,
      kept.map(({ each }) => each.row).filter((row) => row.state.messageCount > 0),
    );
    for (const [index, { each }] of kept.entries()) {
      const its = contexts[index];
      if (!its) continue;
      const { row, wake, closes, requestId } = each;
      const task = resumedTask(its, row.state, statuses.get(row.id) ?? {});
      task.batch = reloaded.batches.get(row.id)?.summary ?? null;
      result.woken.push({ task, wake, row, isNew: false, closes, requestId });
    }
    result.isCut = kept.length < wanted.length;
    return result;
  }

  /**
   * A run that waits again after its batch closed sees the same activities when it resumes. Returns the number of
   * runs whose activities were loaded.
   */
  async #reload(
    held: Held,
    runs: readonly { each: Resumable; context: RunContext | undefined }[],
  ): Promise<{ batches: Map<string, LoadedBatch>; count: number }> {
    const carrying = runs.filter(({ each }) => each.wake.kind !== "batchClosed" && each.row.state.batchId !== null);
    const wishes = carrying.map(({ each, context }): SummaryRequest => {
      const { batchId, batchRef } = each.row.state;
      const stepRef = batchRef ?? "";
      return { id: batchId ?? "", stepRef, ...renderOptions(context?.workflow.steps.get(stepRef)) };
    });
    const loaded = await this.#deps.summaries.load(held, wishes, false);
    const batches = new Map<string, LoadedBatch>();
    for (const [index, batch] of loaded.entries()) {
      const run = carrying[index];
      if (run) batches.set(run.each.row.id, batch);
    }
    const [missing] = carrying.slice(loaded.length);
    return { batches, count: missing ? runs.indexOf(missing) : runs.length };
  }

  async #statuses({ tx, unit, pace }: Held, rows: readonly RunRow[]): Promise<Map<string, JsonObject>> {
    const found = new Map<string, JsonObject>();
    if (rows.length === 0) return found;
    const ids = rows.map((each) => each.id);
    for (const row of await pace.during(this.#deps.messages.statuses(tx, unit, ids))) {
      const refs = found.get(row.run_id) ?? {};
      const before = refs[row.step_ref];
      refs[row.step_ref] = withMessage(isJsonObject(before) ? before : undefined, row);
      found.set(row.run_id, refs);
    }
    return found;
  }
}

function carrying(row: RunRow, versionId: number, batch: LoadedBatch): Resumable {
  const { id: batchId, summary, mergedIds } = batch;
  return { row, versionId, wake: { kind: "batchClosed", summary }, closes: { batchId, mergedIds }, requestId: null };
}
