import { jsonList, plainArray, textArray, type Queryable } from "../../../platform/postgres/index.js";
import type { AttemptAction, DeliveryKey, NewAttempt, Settlement } from "./delivery-row.js";

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
const IS_SAME = (left: string, right: string): string =>
  `${left}.environment_id = ${right}.environment_id and ${left}.lane = ${right}.lane and ${left}.run_id = ${right}.run_id
    and ${left}.ordinal = ${right}.ordinal`;

/**
 * Only the holder of the fence starts an attempt, and an erased delivery starts none. `key_since` restarts with each
 * provider. The status of the message row stays, because that row is in three indexes; readers of messages read the
 * delivery, which has the state SENDING.
 */
const BEGIN = `
  with b as (
    select r.* from rows from (
      unnest($1::int[], $2::smallint[], $3::uuid[], $4::smallint[], $5::int[], $6::smallint[], $7::text[], $8::text[], $9::boolean[],
        $13::text[]),
      jsonb_array_elements($10::jsonb)
    ) as r(environment_id, lane, run_id, ordinal, fence, position, provider_key, request_hash, is_possible_duplicate, action, request)
  ), d as (
    update deliveries d set state = 'SENDING', due_at = $12, due_kind = 2, updated_at = $11, attempt_count = d.attempt_count + 1,
      provider_attempt_count = case when d.provider_position = b.position then d.provider_attempt_count else 0 end + 1,
      key_since = case when d.provider_position = b.position then coalesce(d.key_since, $11) else $11 end,
      provider_position = b.position
    from b where ${IS_SAME("d", "b")} and d.fence = b.fence and d.state in ('QUEUED', 'UNCERTAIN')
    returning d.environment_id, d.lane, d.run_id, d.ordinal, d.fence, d.attempt_count, b.provider_key, b.request_hash,
      b.is_possible_duplicate, b.action, b.request
  )
  insert into attempts (${KEYS}, number, provider_key, fence, request_hash, is_possible_duplicate, action, request, started_at)
  select ${KEYS}, attempt_count, provider_key, fence, request_hash, is_possible_duplicate, action, nullif(request, 'null'), $11 from d
  returning environment_id as "environmentId", lane, run_id as "runId", ordinal, number`;

/**
 * Stores outcomes. The holder of the fence writes its decision, unless the delivery has advanced otherwise. An answer
 * that arrives after another worker took over can only resolve an uncertain message as sent. The log stores every
 * answer.
 */
const SETTLE = `
  with o as (
    select r.* from rows from (
      unnest($1::int[], $2::smallint[], $3::uuid[], $4::smallint[], $5::int[], $6::smallint[], $7::text[], $8::timestamptz[],
        $9::smallint[], $10::boolean[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $18::smallint[], $19::text[]),
      jsonb_array_elements($16::jsonb)
    ) as r(environment_id, lane, run_id, ordinal, fence, number, state, due_at, position, is_uncertain, vendor_id,
      delivery_reason, outcome, code, reason, due_kind, thread, response)
  ), d as (
    update deliveries d set state = o.state::delivery_status, due_at = o.due_at, due_kind = o.due_kind, updated_at = $17, is_uncertain = o.is_uncertain,
      provider_attempt_count = case when d.provider_position = o.position then d.provider_attempt_count else 0 end,
      key_since = case when d.provider_position = o.position then d.key_since end,
      provider_position = o.position, vendor_id = coalesce(o.vendor_id, d.vendor_id), thread = coalesce(o.thread, d.thread), reason = o.delivery_reason
    from o where ${IS_SAME("d", "o")} and (
      (d.fence = o.fence and d.state in ('QUEUED', 'SENDING', 'UNCERTAIN'))
      or (d.fence > o.fence and o.state = 'SENT'
        and (d.state = 'UNCERTAIN' or (d.state = 'UNDELIVERED' and d.reason = 'uncertain'))))
    returning d.environment_id, d.lane, d.run_id, d.ordinal, d.state
  ), m as (
    update messages m set delivery_status = d.state, updated_at = $17 from d
    where ${IS_SAME("m", "d")} and m.delivery_status <> d.state
  ), a as (
    update attempts a set answered_at = $17, outcome = o.outcome, code = o.code, reason = o.reason,
      response = nullif(o.response, 'null'), retry_at = case when o.state in ('QUEUED', 'UNCERTAIN') then o.due_at end
    from o where ${IS_SAME("a", "o")} and a.number = o.number
  )
  select environment_id as "environmentId", lane, run_id as "runId", ordinal from d`;

/** Attempts, and the resulting states of deliveries. */
export class AttemptRepository {
  /**
   * Commits that these requests are about to be made. Returns the ones that may be made: without a row, no request is
   * made.
   */
  begin(
    q: Queryable,
    attempts: readonly NewAttempt[],
    { now, leaseEndsAt }: { now: number; leaseEndsAt: number },
  ): Promise<(DeliveryKey & { number: number })[]> {
    return q.query(BEGIN, [
      ...keyArrays(attempts.map(({ delivery }) => delivery)),
      plainArray(attempts.map(({ delivery }) => delivery.fence)),
      plainArray(attempts.map(({ position }) => position)),
      textArray(attempts.map(({ providerKey }) => providerKey)),
      textArray(attempts.map(({ requestHash }) => requestHash)),
      plainArray(attempts.map(({ isPossibleDuplicate }) => String(isPossibleDuplicate))),
      jsonList(attempts.map(({ request }) => request)),
      new Date(now),
      new Date(leaseEndsAt),
      textArray(attempts.map(({ action }) => action)),
    ]);
  }

  /** Returns the deliveries whose state was stored. Deliveries that another worker has taken over are left out. */
  settle(q: Queryable, settlements: readonly Settlement[], now: number): Promise<DeliveryKey[]> {
    const text = (read: (settlement: Settlement) => string | null): string => textArray(settlements.map(read));
    return q.query(SETTLE, [
      ...keyArrays(settlements.map(({ delivery }) => delivery)),
      plainArray(settlements.map(({ delivery }) => delivery.fence)),
      plainArray(settlements.map(({ number }) => number ?? "NULL")),
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
    ]);
  }

  /** The attempts of these messages, in order. */
  ofMessages(
    q: Queryable,
    environmentId: number,
    keys: readonly Omit<DeliveryKey, "environmentId">[],
  ): Promise<AttemptRow[]> {
    return q.query(
      `select a.environment_id as "environmentId", a.lane, a.run_id as "runId", a.ordinal, a.number, a.action, a.provider_key,
         a.is_possible_duplicate, a.request, a.response, a.started_at, a.answered_at, a.outcome, a.code, a.reason, a.retry_at
       from unnest($2::smallint[], $3::uuid[], $4::smallint[]) as k(lane, run_id, ordinal) cross join lateral (
         select * from attempts where environment_id = $1 and lane = k.lane and run_id = k.run_id and ordinal = k.ordinal
         order by number offset 0
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
