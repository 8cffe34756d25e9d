import { plainArray, type Tx } from "../../../platform/postgres/index.js";
import { LANE_GATE, type LaneUnit } from "../../lanes/index.js";
import { DUE_SOURCES } from "./due-sources.js";

/**
 * A lane that this transaction owns, with the sources that have due work in it. Only sources of single-lane sets are listed.
 */
export interface OwnedLane {
  lane: number;
  due: ReadonlySet<string>;
}

/** Half of the statement timeout, so that waiting for a row lock is distinguished from a slow statement. */
const LOCK_PATIENCE_MS = 5000;
/** A setting of the transaction: the lanes that it owns, as an array. */
const OWNED_LANES = "carillon.owned_lanes";
/** SQL: rows with each `lane` that the transaction owns. The setting is empty in a session whose former transactions set it. */
export const OWNED = `unnest(nullif(current_setting('${OWNED_LANES}', true), '')::smallint[]) as l(lane)`;
const ALONE = DUE_SOURCES.filter((source) => !source.isTakenTogether);
/** The order leads Postgres to the index of due rows, as no other gives it without a sort. */
const DUE_COLUMNS = ALONE.map(
  ({ name, table, isDue, dueAt }) =>
    `(select true from ${table} where environment_id = $1 and lane = l.lane and ${isDue("$3")}
           ${dueAt === null ? "" : `order by ${dueAt}`} limit 1) as "${name}"`,
);

export class LaneLocksRepository {
  /**
   * Locks the lanes that no other worker owns until the transaction ends, and returns what is due in each. Later statements of the
   * transaction find these lanes in `OWNED`, so they may be sent before this one is answered. Locks none while
   * a holder of the lane gate waits or works. Rows that the last owner committed at this moment may be invisible; its wake-up
   * after the commit, and the sweep, cover that. The transaction should be one with `findsByKey`.
   */
  async tryLocks(tx: Tx, environmentId: number, lanes: readonly number[], now: Date): Promise<OwnedLane[]> {
    const rows = await tx.query<{ lane: number; locked: boolean; [source: string]: unknown }>(
      `with l as materialized (
         select lane, case when pg_try_advisory_xact_lock_shared($1, ${LANE_GATE}) then pg_try_advisory_xact_lock($1, lane) else false end as locked
         from unnest($2::smallint[]) as l(lane)
       )
       select l.lane, l.locked, set_config('lock_timeout', $4, true),
         set_config('${OWNED_LANES}', (select coalesce(array_agg(lane), '{}')::text from l where locked), true),
         ${DUE_COLUMNS.join(",\n         ")}
       from l`,
      [environmentId, plainArray(lanes), now, String(LOCK_PATIENCE_MS)],
    );
    return rows.flatMap((row) => {
      const due = ALONE.flatMap(({ name }) => (row[name] === true ? name : []));
      return row.locked ? { lane: row.lane, due: new Set(due) } : [];
    });
  }

  async tryLock(tx: Tx, [environmentId, lane]: LaneUnit, now: Date): Promise<OwnedLane | null> {
    return (await this.tryLocks(tx, environmentId, [lane], now))[0] ?? null;
  }
}
