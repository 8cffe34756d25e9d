import type { Database } from "../../platform/postgres/index.js";
import { FEW_ROWS } from "./sets/due-lanes.repository.js";

export interface BacklogRow {
  fanouts: number;
  runs: number;
  batches: number;
  oldest_at: Date | null;
}

export class BacklogRepository {
  /** All environments: it is asked for whoever runs the process. By the indexes of what is due, as the sweep is. */
  async read(database: Database, now: Date): Promise<BacklogRow> {
    const [row] = await database.transaction(async (tx) => {
      await tx.query(FEW_ROWS);
      return tx.query<BacklogRow>(
        `with pending as (
         select environment_id, count(*) as count, min(trigger_seq) as seq from fanouts where not is_done group by 1
       ), reached as (
         select sum(p.count)::int as count, min(t.accepted_at) as oldest from pending p
         left join triggers t on t.environment_id = p.environment_id and t.seq = p.seq
       ), woken as (
         select count(*)::int as count, min(due_at) as oldest from runs where due_at <= $1
       ), closing as (
         select count(*)::int as count, min(closes_at) as oldest from batches where is_open and closes_at <= $1
       )
       select coalesce(reached.count, 0) as fanouts, woken.count as runs, closing.count as batches,
         least(reached.oldest, woken.oldest, closing.oldest) as oldest_at
       from reached, woken, closing`,
        [now],
      );
    });
    return row ?? { fanouts: 0, runs: 0, batches: 0, oldest_at: null };
  }
}
