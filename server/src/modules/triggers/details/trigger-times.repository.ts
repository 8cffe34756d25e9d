import type { Queryable } from "../../../platform/postgres/index.js";

/** Finds triggers by the time at which they were accepted. */
export class TriggerTimes {
  /**
   * The sequence number of the first trigger that was accepted at or after an instant, or the number after the last one.
   * Sequence numbers rise with time, so halving the range of them finds it by their index, in about 30 look-ups: no index by
   * time is kept for each accepted call.
   */
  async firstSince(q: Queryable, environmentId: number, at: Date): Promise<number> {
    const [row] = await q.query<{ seq: number }>(
      `with recursive search(low, high) as (
         select coalesce(min(seq), 0), coalesce(max(seq), 0) + 1 from triggers where environment_id = $1
         union all
         select case when p.accepted_at < $2 then p.seq + 1 else s.low end,
           case when p.accepted_at < $2 then s.high else (s.low + s.high) / 2 end
         from search s left join lateral (
           select seq, accepted_at from triggers
           where environment_id = $1 and seq >= (s.low + s.high) / 2 and seq < s.high order by seq limit 1
         ) p on true
         where s.low < s.high
       )
       select low as seq from search where low >= high limit 1`,
      [environmentId, at],
    );
    return row?.seq ?? 0;
  }
}
