import { plainArray, WORKER_LOCK_SPACE, type Queryable, type Session } from "../../platform/postgres/index.js";
import type { LaneUnit } from "../lanes/index.js";
import { isAnythingDue } from "./due/due-sources.js";
import type { RunRef } from "./isolation/set-error.js";

export interface DeathRow {
  environment_id: number;
  lane: number;
  deaths: number;
  /** The run that the crashed workers had taken alone. */
  run_kind: RunRef["kind"] | null;
  run_id: string | null;
}

const DEAD = `not exists (select 1 from pg_locks l where l.locktype = 'advisory' and l.granted and l.objsubid = 2
  and l.classid = ${WORKER_LOCK_SPACE} and l.objid = c.worker::oid
  and l.database = (select oid from pg_database where datname = current_database()))`;
/** Whether the lane has due work. Work that a crash interrupted is still due. */
const DUE = isAnythingDue("c.environment_id", "c.lane", "$1");

/** Claims of lanes by workers. Not limited to one environment: a worker works in all of them. */
export class LaneClaimRepository {
  /** Returns a new worker number and takes its advisory lock. The lock shows that the worker lives, as long as the session does. */
  async enter(session: Session): Promise<number> {
    const rows = await session.query<{ worker: number }>("select nextval('worker_seq')::int as worker");
    const worker = rows[0]?.worker ?? 0;
    await session.query("select pg_advisory_lock($1, $2)", [WORKER_LOCK_SPACE, worker]);
    return worker;
  }

  /** Deletes all claims of a worker that lost its session but lives. */
  async leave(q: Queryable, worker: number): Promise<void> {
    await q.query("delete from lane_claims where worker = $1", [worker]);
  }

  /** Claims the lanes in `fresh` and releases those in `gone`, in one statement. */
  async claim(
    q: Queryable,
    worker: number,
    { fresh, gone, at }: { fresh: readonly LaneUnit[]; gone: readonly LaneUnit[]; at: Date },
  ): Promise<void> {
    await q.query(
      `with given_back as (delete from lane_claims where worker = $1
         and (environment_id, lane) in (select * from unnest($5::int[], $6::smallint[])))
       insert into lane_claims (environment_id, lane, worker, claimed_at)
       select r.environment_id, r.lane, $1, $2 from unnest($3::int[], $4::smallint[]) as r(environment_id, lane)
       on conflict do nothing`,
      [worker, at, ...columnsOf(fresh), ...columnsOf(gone)],
    );
  }

  /** Records the run that the worker is about to process alone. */
  async recordInProgress(
    q: Queryable,
    worker: number,
    [environmentId, lane]: LaneUnit,
    ref: RunRef | null,
  ): Promise<void> {
    await q.query(
      "update lane_claims set run_kind = $4, run_id = $5 where environment_id = $1 and lane = $2 and worker = $3",
      [environmentId, lane, worker, ref?.kind ?? null, ref?.id ?? null],
    );
  }

  async release(q: Queryable, worker: number, units: readonly LaneUnit[]): Promise<void> {
    await q.query(
      `delete from lane_claims where worker = $1
       and (environment_id, lane) in (select * from unnest($2::int[], $3::smallint[]))`,
      [worker, ...columnsOf(units)],
    );
  }

  /** Deletes claims of dead workers in lanes with no due work: their work there is finished. */
  async deleteSettled(q: Queryable, now: Date): Promise<void> {
    await q.query(`delete from lane_claims c where ${DEAD} and not ${DUE}`, [now]);
  }

  /** Lanes in which workers crashed, with the run that at least `aloneCount` of them had taken alone, if there is one. */
  deaths(q: Queryable, aloneCount: number): Promise<DeathRow[]> {
    return q.query<DeathRow>(
      `with dead as (select * from lane_claims c where ${DEAD}),
         suspects as (select environment_id, lane, run_kind, run_id from dead where run_id is not null
           group by environment_id, lane, run_kind, run_id having count(*) >= $1)
       select d.environment_id, d.lane, count(distinct d.worker)::int as deaths, min(s.run_kind) as run_kind,
         min(s.run_id::text)::uuid as run_id
       from dead d left join suspects s using (environment_id, lane) group by d.environment_id, d.lane`,
      [aloneCount],
    );
  }

  /** Clears the recorded run of dead workers in a lane; the claims stay. */
  async clearSuspect(q: Queryable, [environmentId, lane]: LaneUnit): Promise<void> {
    await q.query(
      `update lane_claims c set run_kind = null, run_id = null where environment_id = $1 and lane = $2 and ${DEAD}`,
      [environmentId, lane],
    );
  }

  /** Deletes the claims of dead workers in a lane. */
  async deleteDead(q: Queryable, [environmentId, lane]: LaneUnit): Promise<void> {
    await q.query(`delete from lane_claims c where environment_id = $1 and lane = $2 and ${DEAD}`, [
      environmentId,
      lane,
    ]);
  }
}

function columnsOf(units: readonly LaneUnit[]): [environmentIds: string, lanes: string] {
  return [plainArray(units.map(([environmentId]) => environmentId)), plainArray(units.map(([, lane]) => lane))];
}
