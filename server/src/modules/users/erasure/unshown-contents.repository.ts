import type { Queryable } from "../../../platform/postgres/index.js";

/** Each looks into 256 lanes. */
const SLICE = 100;

interface Candidate {
  id: string;
  is_kept: boolean;
}

/**
 * Candidates for deletion: contents of deleted messages. Many messages may share a content, so it is deleted when no message
 * uses it any more. While its trigger has unfinished runs that may use it, it stays a candidate.
 */
export class UnshownContentsRepository {
  /** Checks the candidates after `afterId`; returns the last one, or null if there was none. */
  async sweep(q: Queryable, environmentId: number, afterId: string): Promise<string | null> {
    const rows = await q.query<Candidate>(
      `select c.id, exists (
         select 1 from triggers t where t.environment_id = $1 and t.seq = c.orphan_seq and (
           exists (select 1 from fanouts f where f.environment_id = $1 and f.trigger_id = t.id and not f.is_done)
           or exists (select 1 from runs r where r.environment_id = $1 and r.trigger_seq = t.seq and r.status in ('PENDING', 'WAITING')))
       ) as is_kept
       from contents c where c.environment_id = $1 and c.orphan_seq is not null and c.id > $2 order by c.id limit $3`,
      [environmentId, afterId, SLICE],
    );
    const ended = rows.filter((row) => !row.is_kept).map((row) => row.id);
    if (ended.length > 0) await this.#decide(q, environmentId, ended);
    return rows.at(-1)?.id ?? null;
  }

  /**
   * For contents of finished triggers: no run will use them again, so those without a message are deleted. The messages of a
   * trigger are found in each lane by their runs, whose ids begin with its sequence number.
   */
  async #decide(q: Queryable, environmentId: number, ids: string[]): Promise<void> {
    const runId = (end: string): string => `(lpad(to_hex(c.orphan_seq), 12, '0') || repeat('${end}', 20))::uuid`;
    await q.query(
      `with looked as (
         select c.id, exists (
           select 1 from generate_series(0, 255) as l (lane) cross join lateral (
             select 1 from messages m where m.environment_id = $1 and m.lane = l.lane::smallint
             and m.run_id between ${runId("0")} and ${runId("f")} and m.content_id = c.id limit 1) shown
         ) as is_shown
         from contents c where c.environment_id = $1 and c.id = any($2::uuid[])
       ), gone as (
         delete from contents c using looked l where c.environment_id = $1 and c.id = l.id and not l.is_shown
       )
       update contents c set orphan_seq = null from looked l where c.environment_id = $1 and c.id = l.id and l.is_shown`,
      [environmentId, ids],
    );
  }
}
