import { plainArray, whereSql, type Queryable } from "../../../platform/postgres/index.js";
import { messageFilterParts, type MessageFilter } from "../../messages/index.js";
import type { MessageKey } from "../../messages/pure.js";

/** Messages that were given up for one reason. */
export interface DeadLetterGroupRow {
  channel_id: number;
  provider_key: string | null;
  reason: string;
  count: number;
  first_at: Date;
  last_at: Date;
  lane: number;
  run_id: string;
  ordinal: number;
}

/** Selects the given-up messages to send again. */
export interface ResendSelection {
  environmentId: number;
  filter: MessageFilter;
  /** Only these messages; null for all matching ones. */
  keys: readonly MessageKey[] | null;
  /** Skips messages that were created earlier; null for no limit. */
  madeAfter: Date | null;
  /** Skips messages whose recipient has read an in-app sibling. */
  skipsRead: boolean;
  now: number;
}

/** The number of matches, by the reason for skipping them; null for those that are sent. */
export interface ResendCount {
  leftOut: string | null;
  count: number;
}

/** The largest number of undelivered messages, latest first, that one list reads. */
export const DEAD_LETTERS_MAX = 50_000;
const GROUPS_MAX = 50;
/** Reasons of intentionally withdrawn deliveries, which are no dead letters. */
const WITHDRAWN = "'{expired,superseded,recalled}'::text[]";

/** Lists deliveries that were given up, and queues them again. */
export class DeadLetterRepository {
  /** Groups of given-up messages, largest first. */
  groups(
    q: Queryable,
    environmentId: number,
    { from, to }: { from: Date; to: Date | null },
  ): Promise<DeadLetterGroupRow[]> {
    return q.query(
      `select d.channel_id, a.provider_key, d.reason, count(*)::int as count, min(d.updated_at) as first_at,
         max(d.updated_at) as last_at, (array_agg(d.lane order by d.updated_at desc))[1] as lane,
         (array_agg(d.run_id order by d.updated_at desc))[1] as run_id, (array_agg(d.ordinal order by d.updated_at desc))[1] as ordinal
       from (
         select * from deliveries where environment_id = $1 and given_up_at >= $2
           and reason <> all(${WITHDRAWN})
           and ($3::timestamptz is null or given_up_at < $3)
         order by given_up_at desc limit ${DEAD_LETTERS_MAX}
       ) d left join attempts a on a.environment_id = d.environment_id and a.lane = d.lane and a.run_id = d.run_id
         and a.ordinal = d.ordinal and a.number = d.attempt_count
       group by 1, 2, 3 order by count desc, d.channel_id, d.reason limit ${GROUPS_MAX}`,
      [environmentId, from, to],
    );
  }

  count(q: Queryable, selection: ResendSelection): Promise<ResendCount[]> {
    const { sql, values } = candidates(selection);
    return q.query(
      `select c.left_out as "leftOut", count(*)::int as count from (${sql}) c group by 1 order by 1 nulls first`,
      values,
    );
  }

  /**
   * Queues the oldest `max` matching messages again, with all attempts and from the first provider. Messages that may
   * have been sent stay marked as uncertain, so that their next attempt counts as a possible duplicate. Returns the
   * number of queued messages.
   */
  async requeue(q: Queryable, selection: ResendSelection, max: number): Promise<number> {
    const { sql, values } = candidates(selection);
    const at = `$${values.length + 1}`;
    const rows = await q.query<{ count: number }>(
      `with c as (
         select * from (${sql}) c where c.left_out is null order by c.updated_at limit ${max}
       ), d as (
         update deliveries d set state = 'QUEUED', due_at = ${at}, due_kind = 0, provider_position = 0, provider_attempt_count = 0,
           key_since = null, reason = null, fence = d.fence + 1, leased_until = null, updated_at = ${at}
         from c where ${IS_SAME("d", "c")} and d.state = 'UNDELIVERED'
         returning 1
       )
       select count(*)::int as count from d`,
      [...values, new Date(selection.now)],
    );
    return rows[0]?.count ?? 0;
  }
}

const IS_SAME = (left: string, right: string): string =>
  `${left}.environment_id = ${right}.environment_id and ${left}.lane = ${right}.lane and ${left}.run_id = ${right}.run_id
    and ${left}.ordinal = ${right}.ordinal`;

function candidates(selection: ResendSelection): { sql: string; values: unknown[] } {
  const { environmentId, filter, keys, madeAfter, skipsRead, now } = selection;
  const named = keys ?? [];
  const values: unknown[] = [
    ...[environmentId, madeAfter, skipsRead, keys !== null],
    plainArray(named.map(({ lane }) => lane)),
    plainArray(named.map(({ runId }) => runId)),
    plainArray(named.map(({ ordinal }) => ordinal)),
    new Date(now),
  ];
  const where = whereSql(
    [["m.recipient_key = ?", filter.recipientKey], ...messageFilterParts(filter)],
    values.length + 1,
  );
  const sql = `select d.environment_id, d.lane, d.run_id, d.ordinal, d.updated_at, case
      when ch.deleted_at is not null then 'channel_deleted'
      when d.reason = any(${WITHDRAWN}) then d.reason
      when d.expires_at <= $8 then 'expired'
      when d.created_at < $2::timestamptz then 'too_old'
      when $3::boolean and exists (select 1 from messages o where o.environment_id = d.environment_id and o.lane = d.lane
        and o.run_id = d.run_id and o.ordinal <> d.ordinal and o.read_at is not null) then 'read'
    end as left_out
    from deliveries d
    join messages m on ${IS_SAME("m", "d")}
    join channels ch on ch.id = d.channel_id
    where d.environment_id = $1 and d.given_up_at is not null
      and (not $4::boolean or (d.lane, d.run_id, d.ordinal) in (select * from unnest($5::smallint[], $6::uuid[], $7::smallint[])))
      ${where.and}
    order by d.given_up_at desc limit ${DEAD_LETTERS_MAX}`;
  return { sql, values: [...values, ...where.values] };
}
