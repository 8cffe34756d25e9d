import { isSameJson } from "../../../platform/json.js";
import { jsonList, plainArray, DistinctRows, textArray, type Tx } from "../../../platform/postgres/index.js";
import type { LaneUnit } from "../../lanes/index.js";
import { codesAbove } from "../engine/outcome.js";
import type { TraceNote } from "../engine/types.js";
import { deleteRequests } from "../outside/effect-request-rows.js";
import type { FanoutChange } from "./fanout-changes.js";
import type { StoredRun } from "./lane-records.js";

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
const time = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** Runs that one statement updates. */
const UPDATE_MAX = 100;

const KEPT_AT_MERGE = codesAbove("batch.merged");

/** Writes a set, one statement per table, in one fixed order of tables. */
export class LaneWritesRepository {
  async closeBatches(tx: Tx, [environmentId, lane]: LaneUnit, ids: readonly string[]): Promise<void> {
    await tx.query(
      "update batches set is_open = false where environment_id = $1 and lane = $2 and id = any($3::uuid[])",
      [environmentId, lane, ids],
    );
  }

  /** Ends runs that waited in a closed batch and were merged into its carrier. Returns them for counting. */
  mergeRuns(
    tx: Tx,
    [environmentId, lane]: LaneUnit,
    ids: readonly string[],
    at: Date,
  ): Promise<{ trigger_id: string; source: string }[]> {
    return tx.query(
      `update runs set status = 'COMPLETED', due_at = null, batch_id = null, finished_at = $4, trace = trace || $5::jsonb,
         outcome_code = case when state ->> 'decisive' = any($6::text[]) then state ->> 'decisive' else 'batch.merged' end
       where environment_id = $1 and lane = $2 and id = any($3::uuid[]) and status = 'WAITING' returning trigger_id, source`,
      [environmentId, lane, ids, at, JSON.stringify([[at.getTime(), null, "batch.merged", {}]]), KEPT_AT_MERGE],
    );
  }

  /** Fails waiting runs. Returns them for counting. */
  failRuns(
    tx: Tx,
    [environmentId, lane]: LaneUnit,
    { ids, trace, at }: { ids: readonly string[]; trace: TraceNote[]; at: Date },
  ): Promise<{ trigger_id: string; source: string }[]> {
    return tx.query(
      `with requests as (${deleteRequests("q.environment_id = $1 and q.lane = $2 and q.run_id = any($3::uuid[])")})
       update runs set status = 'FAILED', due_at = null, batch_id = null, finished_at = $4, trace = trace || $5::jsonb, outcome_code = 'run.failed'
       where environment_id = $1 and lane = $2 and id = any($3::uuid[]) and status = 'WAITING' returning trigger_id, source`,
      [environmentId, lane, ids, at, JSON.stringify(trace)],
    );
  }

  async failTrigger(tx: Tx, environmentId: number, triggerId: string, reason: string): Promise<void> {
    await tx.query("update triggers set failure = coalesce(failure, $3) where environment_id = $1 and id = $2", [
      environmentId,
      triggerId,
      reason,
    ]);
  }

  /**
   * Inserts runs in their final or waiting state. Values that several rows share are sent once; each row refers to them by
   * number.
   */
  async insertRuns(tx: Tx, environmentId: number, runs: readonly StoredRun[], now: Date): Promise<void> {
    const kinds = new DistinctRows<StoredRun>(isSameKind, kindName);
    const kindOf = runs.map((run) => kinds.indexOf(run));
    await tx.query(
      `insert into runs (environment_id, lane, trigger_id, trigger_seq, workflow_id, version_id, source, status, trace, outcome_code,
         finished_at, id, recipient_key, due_at, batch_id, state, data, subscription, created_at)
       select $1, r.lane, ($3::uuid[])[r.kind], ($4::bigint[])[r.kind], ($5::int[])[r.kind], ($6::int[])[r.kind], ($7::text[])[r.kind],
         ($8::run_status[])[r.kind], ($9::jsonb[])[r.kind], ($19::text[])[r.kind],
         case when ($8::run_status[])[r.kind] in ('COMPLETED', 'FAILED') then $2::timestamptz end,
         r.id, r.key, r.due_at, r.batch_id, nullif(r.state, 'null'), nullif(r.data, 'null'), nullif(r.subscription, 'null'), $2
       from rows from (
         unnest($10::smallint[], $11::int[], $12::uuid[], $13::text[], $14::timestamptz[], $15::uuid[]),
         jsonb_array_elements($16::jsonb), jsonb_array_elements($17::jsonb), jsonb_array_elements($18::jsonb)
       ) as r(lane, kind, id, key, due_at, batch_id, state, data, subscription)`,
      [
        environmentId,
        now,
        plainArray(kinds.rows.map((run) => run.triggerId)),
        plainArray(kinds.rows.map((run) => run.triggerSeq)),
        plainArray(kinds.rows.map((run) => run.workflowId)),
        plainArray(kinds.rows.map((run) => run.versionId)),
        textArray(kinds.rows.map((run) => run.source)),
        plainArray(kinds.rows.map((run) => run.status)),
        textArray(kinds.rows.map((run) => JSON.stringify(run.trace))),
        plainArray(runs.map((run) => run.lane)),
        plainArray(kindOf),
        plainArray(runs.map((run) => run.id)),
        textArray(runs.map((run) => run.recipientKey)),
        textArray(runs.map((run) => time(run.dueAt))),
        textArray(runs.map((run) => run.batchId)),
        jsonList(runs.map((run) => run.state)),
        jsonList(runs.map((run) => run.data)),
        jsonList(runs.map((run) => run.subscription)),
        textArray(kinds.rows.map((run) => run.outcomeCode)),
      ],
    );
  }

  /**
   * In pieces, each of which compares every run with every value: a join by key is planned for the few rows of a young table,
   * and later reads every run of the environment.
   */
  async updateRuns(tx: Tx, [environmentId, lane]: LaneUnit, runs: readonly StoredRun[], now: Date): Promise<void> {
    const pieces = Array.from({ length: Math.ceil(runs.length / UPDATE_MAX) }, (_, n) =>
      runs.slice(n * UPDATE_MAX, (n + 1) * UPDATE_MAX),
    );
    await Promise.all(pieces.map((piece) => this.#updatePiece(tx, [environmentId, lane], piece, now)));
  }

  async #updatePiece(tx: Tx, [environmentId, lane]: LaneUnit, runs: readonly StoredRun[], now: Date): Promise<void> {
    await tx.query(
      `update runs set status = r.status::run_status, due_at = r.due_at, batch_id = r.batch_id, state = r.state, version_id = r.version_id,
         trace = runs.trace || r.trace, outcome_code = r.outcome_code, finished_at = case when r.status in ('COMPLETED', 'FAILED') then $2::timestamptz end
       from unnest($4::uuid[], $5::text[], $6::timestamptz[], $7::uuid[], $8::jsonb[], $9::jsonb[], $10::int[], $11::text[])
         as r(id, status, due_at, batch_id, state, trace, version_id, outcome_code)
       where runs.environment_id = $1 and runs.lane = $3 and runs.id = any($4) and r.id = runs.id`,
      [
        environmentId,
        now,
        lane,
        plainArray(runs.map((run) => run.id)),
        plainArray(runs.map((run) => run.status)),
        textArray(runs.map((run) => time(run.dueAt))),
        textArray(runs.map((run) => run.batchId)),
        textArray(runs.map((run) => json(run.state))),
        textArray(runs.map((run) => json(run.trace))),
        plainArray(runs.map((run) => run.versionId)),
        textArray(runs.map((run) => run.outcomeCode)),
      ],
    );
  }

  /**
   * Finds each fan-out by its key before joining by row address: a join by key is planned for the few rows of a young table,
   * and later reads every fan-out of the environment for each change. Only the primary key gives the look-up's order: the index
   * by trigger holds a row for each of a broadcast's 256 lanes.
   */
  async fanouts(tx: Tx, environmentId: number, changes: readonly FanoutChange[]): Promise<void> {
    if (changes.length === 0) return;
    const rows = changes.map((change) => ({ ...change, ...change.progress }));
    await tx.query(
      `update fanouts f set run_count = f.run_count + r.runs, completed_count = f.completed_count + r.completed,
         failed_count = f.failed_count + r.failed, is_done = coalesce(r."isDone", f.is_done),
         cursor_object = coalesce(r."cursorObject", f.cursor_object), cursor_subscriber = coalesce(r."cursorSubscriber", f.cursor_subscriber)
       from jsonb_to_recordset($2::jsonb) as r(lane smallint, "triggerId" uuid, source text, runs int, completed int, failed int, "isDone" boolean,
         "cursorObject" text, "cursorSubscriber" text)
       cross join lateral (
         select ctid from fanouts where environment_id = $1 and (lane, trigger_id, source) >= (r.lane, r."triggerId", r.source)
           and (lane, trigger_id, source) <= (r.lane, r."triggerId", r.source) order by lane, trigger_id, source limit 1
       ) k
       where f.ctid = k.ctid`,
      [environmentId, JSON.stringify(rows)],
    );
  }
}

function isSameKind(left: StoredRun, right: StoredRun): boolean {
  return (
    left.triggerId === right.triggerId &&
    left.versionId === right.versionId &&
    left.status === right.status &&
    left.source === right.source &&
    isSameJson(left.trace, right.trace)
  );
}

function kindName({ triggerId, versionId, status, source, trace }: StoredRun): string {
  return JSON.stringify([triggerId, versionId, status, source, trace]);
}
