import type { Tx } from "../../../platform/postgres/index.js";

/** A run by its lane and id. */
export interface RunPlace {
  lane: number;
  id: string;
}

/** Statements that let waiting runs go on. They are written only in lanes that the transaction owns. */
export class RunChangesRepository {
  /** Lets runs that wait for a time go on at `at`. Returns how many. */
  async wake(tx: Tx, environmentId: number, runs: readonly RunPlace[], at: Date): Promise<number> {
    const rows = await tx.query<{ id: string }>(
      `update runs r set due_at = $4, trace = r.trace || $5::jsonb
       from unnest($2::smallint[], $3::uuid[]) as k(lane, id)
       where r.environment_id = $1 and r.lane = k.lane and r.id = k.id and r.status = 'WAITING' and r.due_at > $4
       returning r.id`,
      [environmentId, ...columns(runs), at, JSON.stringify([[at.getTime(), null, "run.woken", {}]])],
    );
    return rows.length;
  }

  /** Closes at `at` the batches in which these runs wait. Returns how many of these runs wait in them. */
  async closeBatches(tx: Tx, environmentId: number, runs: readonly RunPlace[], at: Date): Promise<number> {
    const rows = await tx.query<{ id: string }>(
      `with waiting as (
         select r.lane, r.id, r.batch_id from unnest($2::smallint[], $3::uuid[]) as k(lane, id)
         join runs r on r.environment_id = $1 and r.lane = k.lane and r.id = k.id
         where r.status = 'WAITING' and r.batch_id is not null
       ), closed as (
         update batches b set closes_at = $4 from (select distinct lane, batch_id from waiting) w
         where b.environment_id = $1 and b.lane = w.lane and b.id = w.batch_id and b.is_open and b.closes_at > $4
         returning b.lane, b.id
       )
       select w.id from waiting w join closed c on c.lane = w.lane and c.id = w.batch_id`,
      [environmentId, ...columns(runs), at],
    );
    return rows.length;
  }
}

function columns(runs: readonly RunPlace[]): [number[], string[]] {
  return [runs.map((run) => run.lane), runs.map((run) => run.id)];
}
