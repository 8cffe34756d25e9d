import type { Tx } from "../../../platform/postgres/index.js";
import type { LaneUnit } from "../../lanes/index.js";
import type { DueBatchRow } from "../storage/lane-records.js";
import { LaneWritesRepository } from "../storage/lane-writes.repository.js";
import type { DueSource } from "./due-source.js";

const BATCHES_PER_SET = 50;
const writes = new LaneWritesRepository();

/**
 * Open batches whose window is over. A batch that cannot be closed fails with all runs that wait in it, because they would
 * continue as one run.
 */
export const dueBatches: DueSource = {
  name: "batch",
  table: "batches",
  isDue: (at) => `is_open and closes_at <= ${at}`,
  dueAt: "closes_at",
  order: "closes_at",
  isTakenTogether: false,
  backlog: {
    name: "batches",
    help: "Open batches that are due to close.",
    sql: "select count(*)::int as count, min(closes_at) as oldest from batches where is_open and closes_at <= $1",
  },
  async take(set, budget) {
    const rows = await set.during(readDue(set.tx, set.unit, set.now, Math.min(budget, BATCHES_PER_SET)));
    await set.took(rows.map(({ id }) => id));
    await set.close(rows);
    return rows.length > 0;
  },
  async head(tx, unit, now) {
    return (await readDue(tx, unit, now, 1))[0]?.id ?? null;
  },
  async abandon(tx, unit, id) {
    const [environmentId, lane] = unit;
    const rows = await tx.query<{ id: string }>(
      "select id from runs where environment_id = $1 and lane = $2 and batch_id = $3 and status = 'WAITING' order by id",
      [environmentId, lane, id],
    );
    await writes.closeBatches(tx, unit, [id]);
    return rows.map((row) => row.id);
  },
};

/** In order of their closing time. */
function readDue(tx: Tx, [environmentId, lane]: LaneUnit, now: Date, limit: number): Promise<DueBatchRow[]> {
  return tx.query<DueBatchRow>(
    `select id, recipient_key, workflow_id, version_id, step_ref, pin, key from batches
     where environment_id = $1 and lane = $2 and is_open and closes_at <= $3 order by closes_at, id limit $4`,
    [environmentId, lane, now, limit],
  );
}
