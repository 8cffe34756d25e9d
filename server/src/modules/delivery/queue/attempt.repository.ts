import { jsonList, plainArray, textArray, type Queryable } from "../../../platform/postgres/index.js";
import type { AttemptAction, BegunAttempt, DeliveryKey, NewAttempt, Settlement } from "./delivery-row.js";

/** A row of the attempt log. */
export interface AttemptRow extends DeliveryKey {
  number: number;
  action: AttemptAction;
  provider_key: string;
  is_possible_duplicate: boolean;
  request: unknown;
  response: unknown;
  started_at: Date;
  answered_at: Date | null;
  outcome: string | null;
  code: string | null;
  reason: string | null;
  retry_at: Date | null;
}

const KEYS = "environment_id, lane, run_id, ordinal";
const SETTLED_COLUMNS = `${KEYS}, fence, number, state, due_at, outcome, code, reason, provider_key, request_hash, action,
  is_possible_duplicate, started_at, response, request`;
const IS_SAME = (left: string, right: string): string =>
  `${left}.environment_id = ${right}.environment_id and ${left}.lane = ${right}.lane and ${left}.run_id = ${right}.run_id
    and ${left}.ordinal = ${right}.ordinal`;

const LOGGED_COLUMNS = `${KEYS}, number, action, provider_key, is_possible_duplicate, request, response, started_at, answered_at, outcome,
  code, reason, retry_at`;

/**
 * Only the holder of the fence starts an attempt, and an erased delivery starts none. The delivery's own row holds the attempt
 * until its outcome: one row is written before a request instead of two. `key_since` restarts with each provider. No index
 * is written (HOT): `state` is in none, and an attempt under way does not count in `settled_state`.
 */
const BEGIN = `
  update deliveries d set state = 'SENDING', leased_until = $12, updated_at = $11, attempt_count = d.attempt_count + 1,
    provider_attempt_count = case when d.provider_position = b.position then d.provider_attempt_count else 0 end + 1,
    key_since = case when d.provider_position = b.position then coalesce(d.key_since, $11) else $11 end,
    provider_position = b.position, provider_key = b.provider_key, request_hash = b.request_hash, action = b.action,
    is_possible_duplicate = b.is_possible_duplicate, attempted_at = $11
  from unnest($1::int[], $2::smallint[], $3::uuid[], $4::smallint[], $5::int[], $6::smallint[], $7::text[], $8::text[], $9::boolean[],
      $10::text[]) with ordinality
    as b(environment_id, lane, run_id, ordinal, fence, position, provider_key, request_hash, is_possible_duplicate, action, index)
  where ${IS_SAME("d", "b")} and d.fence = b.fence and d.state in ('QUEUED', 'UNCERTAIN')
  returning b.index::int - 1 as index, d.attempt_count as number`;

/**
 * Stores outcomes. The holder of the fence writes its decision, unless the delivery has advanced otherwise. An answer
 * that arrives after another worker took over can only resolve an uncertain message as sent. The log stores every
 * answer, once for each attempt, and nothing about an erased message.
 */
const SETTLE = `
  with o as (
    select r.* from rows from (
      unnest($1::int[], $2::smallint[], $3::uuid[], $4::smallint[], $5::int[], $6::smallint[], $7::text[], $8::timestamptz[],
        $9::smallint[], $10::boolean[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $18::smallint[], $19::text[],
        $20::text[], $21::text[], $22::text[], $23::boolean[], $24::timestamptz[]),
      jsonb_array_elements($16::jsonb), json_array_elements($25::json)
    ) as r(environment_id, lane, run_id, ordinal, fence, number, state, due_at, position, is_uncertain, vendor_id,
      delivery_reason, outcome, code, reason, due_kind, thread, provider_key, request_hash, action, is_possible_duplicate, started_at,
      response, request)
  ), d as (
    update deliveries d set state = o.state::delivery_status, due_at = o.due_at, due_kind = o.due_kind, leased_until = null, updated_at = $17, is_uncertain = o.is_uncertain,
      provider_attempt_count = case when d.provider_position = o.position then d.provider_attempt_count else 0 end,
      key_since = case when d.provider_position = o.position then d.key_since end,
      provider_position = o.position, vendor_id = coalesce(o.vendor_id, d.vendor_id), thread = coalesce(o.thread, d.thread), reason = o.delivery_reason
    from o where ${IS_SAME("d", "o")} and (
      (d.fence = o.fence and d.state in ('QUEUED', 'SENDING', 'UNCERTAIN'))
      or (d.fence > o.fence and o.state = 'SENT'
        and (d.state = 'UNCERTAIN' or (d.state = 'UNDELIVERED' and d.reason = 'uncertain'))))
    returning o.*
  ), late as materialized (
    select * from o where number is not null and (${KEYS}) not in (select ${KEYS} from d)
  ), late_known as (
    select late.* from late join deliveries k on ${IS_SAME("k", "late")} for key share of k
  )
  insert into attempts as a (${KEYS}, number, provider_key, fence, request_hash, is_possible_duplicate, action, request, started_at,
    answered_at, outcome, code, reason, response, retry_at)
  select ${KEYS}, number, provider_key, fence, request_hash, is_possible_duplicate, action, case when request::text <> 'null' then request end, started_at,
    $17, outcome, code, reason, nullif(response, 'null'), case when state in ('QUEUED', 'UNCERTAIN') then due_at end
  from (
    select ${SETTLED_COLUMNS} from d where number is not null union all select ${SETTLED_COLUMNS} from late_known
  ) each
  on conflict (${KEYS}, number) do update set answered_at = excluded.answered_at, outcome = excluded.outcome, code = excluded.code,
    reason = excluded.reason, response = excluded.response, retry_at = excluded.retry_at, request = coalesce(a.request, excluded.request)`;

/** Attempts, and the resulting states of deliveries. */
export class AttemptRepository {
  /**
   * Commits that these requests are about to be made. Returns the ones that may be made, with their index in `attempts`:
   * without a committed row, no request is made.
   */
  begin(
    q: Queryable,
    attempts: readonly NewAttempt[],
    { now, leaseEndsAt }: { now: number; leaseEndsAt: number },
  ): Promise<BegunAttempt[]> {
    return q.query(BEGIN, [
      ...keyArrays(attempts.map(({ delivery }) => delivery)),
      plainArray(attempts.map(({ delivery }) => delivery.fence)),
      plainArray(attempts.map(({ position }) => position)),
      textArray(attempts.map(({ providerKey }) => providerKey)),
      textArray(attempts.map(({ requestHash }) => requestHash)),
      plainArray(attempts.map(({ isPossibleDuplicate }) => String(isPossibleDuplicate))),
      textArray(attempts.map(({ action }) => action)),
      new Date(now),
      new Date(leaseEndsAt),
    ]);
  }

  /** Stores outcomes. Deliveries that another worker has taken over keep their state. */
  async settle(q: Queryable, settlements: readonly Settlement[], now: number): Promise<void> {
    const text = (read: (settlement: Settlement) => string | null): string => textArray(settlements.map(read));
    await q.query(SETTLE, [
      ...keyArrays(settlements.map(({ delivery }) => delivery)),
      plainArray(settlements.map(({ delivery }) => delivery.fence)),
      plainArray(settlements.map(({ attempt }) => attempt?.number ?? "NULL")),
      text(({ state }) => state),
      text(({ dueAt }) => (dueAt === null ? null : new Date(dueAt).toISOString())),
      plainArray(settlements.map(({ position }) => position)),
      plainArray(settlements.map(({ isUncertain }) => String(isUncertain))),
      text(({ vendorId }) => vendorId),
      text(({ reason }) => reason),
      text(({ attempt }) => attempt?.outcome ?? null),
      text(({ attempt }) => attempt?.code ?? null),
      text(({ attempt }) => attempt?.reason ?? null),
      jsonList(settlements.map(({ attempt }) => attempt?.response ?? null)),
      new Date(now),
      plainArray(settlements.map(({ dueKind }) => dueKind)),
      text(({ thread }) => thread),
      text(({ attempt }) => attempt?.providerKey ?? null),
      text(({ attempt }) => attempt?.requestHash ?? null),
      text(({ attempt }) => attempt?.action ?? null),
      plainArray(settlements.map(({ attempt }) => String(attempt?.isPossibleDuplicate ?? false))),
      text(({ attempt }) => attempt && new Date(attempt.startedAt).toISOString()),
      jsonList(settlements.map(({ attempt }) => attempt?.request ?? null)),
    ]);
  }

  /** The attempts of these messages, in order. One without an outcome is in the row of its delivery. */
  ofMessages(
    q: Queryable,
    environmentId: number,
    keys: readonly Omit<DeliveryKey, "environmentId">[],
  ): Promise<AttemptRow[]> {
    return q.query(
      `select a.environment_id as "environmentId", a.lane, a.run_id as "runId", a.ordinal, a.number, a.action, a.provider_key,
         a.is_possible_duplicate, a.request, a.response, a.started_at, a.answered_at, a.outcome, a.code, a.reason, a.retry_at
       from unnest($2::smallint[], $3::uuid[], $4::smallint[]) as k(lane, run_id, ordinal) cross join lateral (
         select ${LOGGED_COLUMNS} from attempts where environment_id = $1 and lane = k.lane and run_id = k.run_id and ordinal = k.ordinal
         union all
         select ${KEYS}, attempt_count, action, provider_key, is_possible_duplicate, null, null, attempted_at, null, null, null, null, null
         from deliveries d where environment_id = $1 and lane = k.lane and run_id = k.run_id and ordinal = k.ordinal
           and attempted_at is not null and not exists (select 1 from attempts a where ${IS_SAME("a", "d")} and a.number = d.attempt_count)
         order by number
       ) a`,
      [environmentId, ...messageKeyArrays(keys)],
    );
  }
}

function keyArrays(keys: readonly DeliveryKey[]): string[] {
  return [plainArray(keys.map(({ environmentId }) => environmentId)), ...messageKeyArrays(keys)];
}

function messageKeyArrays(keys: readonly Omit<DeliveryKey, "environmentId">[]): string[] {
  return [
    plainArray(keys.map(({ lane }) => lane)),
    plainArray(keys.map(({ runId }) => runId)),
    plainArray(keys.map(({ ordinal }) => ordinal)),
  ];
}
