import type { Json } from "../../../platform/json.js";
import { jsonList, plainArray, textArray, type Queryable, type Tx } from "../../../platform/postgres/index.js";
import type { OutsideOutcome } from "../engine/types.js";
import { deleteRequests } from "./effect-request-rows.js";

export interface NewEffectRequest {
  lane: number;
  id: string;
  runId: string;
  recipientKey: string;
  kind: string;
  request: Json;
}

/** A request whose lease this process holds. */
export interface ClaimedRequest {
  environment_id: number;
  lane: number;
  id: string;
  kind: string;
  request: Json;
  /** The number of started attempts, including this one. */
  attempts: number;
}

export interface ClaimLimits {
  /** The effects that this process knows, with the length of their leases. */
  leases: ReadonlyMap<string, number>;
  now: number;
  token: string;
  limit: number;
  perEnvironment: number;
  /** The number of slots that each environment uses. */
  used: ReadonlyMap<number, number>;
}

/** The stored part of a claimed request, with the token of its lease. */
export interface Settled {
  claimed: ClaimedRequest;
  token: string;
  outcome: OutsideOutcome;
}

export interface Postponed {
  claimed: ClaimedRequest;
  token: string;
  nextAttemptAt: number;
}

/** Requests of runs for effects outside their transaction. */
export class EffectRequestsRepository {
  /** Called by the owner of the lanes, together with the waiting runs. */
  async insert(tx: Tx, environmentId: number, requests: readonly NewEffectRequest[], now: Date): Promise<void> {
    await tx.query(
      `insert into effect_requests (environment_id, lane, id, run_id, recipient_key, kind, request, next_attempt_at, created_at)
       select $1, r.lane, r.id, r.run_id, r.recipient_key, r.kind, r.request, $2, $2
       from rows from (
         unnest($3::smallint[], $4::uuid[], $5::uuid[], $6::text[], $7::text[]), jsonb_array_elements($8::jsonb)
       ) as r(lane, id, run_id, recipient_key, kind, request)`,
      [
        environmentId,
        now,
        plainArray(requests.map(({ lane }) => lane)),
        plainArray(requests.map(({ id }) => id)),
        plainArray(requests.map(({ runId }) => runId)),
        textArray(requests.map(({ recipientKey }) => recipientKey)),
        textArray(requests.map(({ kind }) => kind)),
        jsonList(requests.map(({ request }) => request)),
      ],
    );
  }

  /** Called by the owner of the lanes, when the runs continue. */
  async delete(tx: Tx, environmentId: number, requests: readonly { lane: number; id: string }[]): Promise<void> {
    await tx.query(
      deleteRequests("q.environment_id = $1 and (q.lane, q.id) in (select * from unnest($2::smallint[], $3::uuid[]))"),
      [environmentId, plainArray(requests.map(({ lane }) => lane)), plainArray(requests.map(({ id }) => id))],
    );
  }

  /**
   * Claims due requests of all environments, alternating between environments. Skips rows that another process is
   * claiming or a cancellation is deleting. A request whose lease ends without an answer is due again, which is why
   * the claim moves `next_attempt_at` to the end of the lease: one index finds both.
   */
  claim(q: Queryable, { leases, now, token, limit, perEnvironment, used }: ClaimLimits): Promise<ClaimedRequest[]> {
    return q.query<ClaimedRequest>(
      `with due as (
         select r.environment_id, r.lane, r.id from environments e
         left join unnest($6::int[], $7::int[]) as u(environment_id, count) on u.environment_id = e.id
         cross join lateral (
           select environment_id, lane, id, next_attempt_at from effect_requests
           where environment_id = e.id and answered_at is null and next_attempt_at <= $3 and kind = any($1::text[])
           order by next_attempt_at limit greatest(0, $5 - coalesce(u.count, 0)) for update skip locked
         ) r
         order by row_number() over (partition by r.environment_id order by r.next_attempt_at), r.next_attempt_at limit $4
       )
       update effect_requests q set attempts = q.attempts + 1, lease_token = $8, lease_until = k.until, next_attempt_at = k.until
       from due d, (select kind, $3::timestamptz + ms * interval '1 millisecond' as until
                    from unnest($1::text[], $2::int[]) as k(kind, ms)) k
       where q.environment_id = d.environment_id and q.lane = d.lane and q.id = d.id and k.kind = q.kind
       returning q.environment_id, q.lane, q.id, q.kind, q.request, q.attempts`,
      [
        textArray([...leases.keys()]),
        plainArray([...leases.values()]),
        new Date(now),
        limit,
        perEnvironment,
        plainArray([...used.keys()]),
        plainArray([...used.values()]),
        token,
      ],
    );
  }

  /**
   * Stores outcomes, and returns the lanes whose runs can continue. Ignores requests that were deleted with a
   * cancelled run, that already have an answer, or whose lease another process holds.
   */
  answer(q: Queryable, settled: readonly Settled[], now: number): Promise<{ environment_id: number; lane: number }[]> {
    return q.query(
      `update effect_requests q set answer = o.outcome, answered_at = $1, lease_token = null, lease_until = null
       from ${HELD}, jsonb_array_elements($6::jsonb) with ordinality as o(outcome, n)
       where ${IS_HELD} and o.n = h.n returning q.environment_id, q.lane`,
      [new Date(now), ...keysOf(settled), jsonList(settled.map(({ outcome }) => ({ ...outcome })))],
    );
  }

  /** Releases leases for later attempts. */
  async postpone(q: Queryable, postponed: readonly Postponed[]): Promise<void> {
    await q.query(
      `update effect_requests q set next_attempt_at = a.at, lease_token = null, lease_until = null
       from ${HELD}, unnest($1::timestamptz[]) with ordinality as a(at, n) where ${IS_HELD} and a.n = h.n`,
      [textArray(postponed.map(({ nextAttemptAt }) => new Date(nextAttemptAt).toISOString())), ...keysOf(postponed)],
    );
  }
}

/** SQL: rows whose leases are still held, numbered as given, locked in key order. */
const HELD = `(
    select q.environment_id, q.lane, q.id, k.n
    from unnest($2::int[], $3::smallint[], $4::uuid[], $5::uuid[]) with ordinality as k(environment_id, lane, id, token, n)
    join effect_requests q on q.environment_id = k.environment_id and q.lane = k.lane and q.id = k.id
    where q.answered_at is null and q.lease_token = k.token
    order by q.environment_id, q.lane, q.id for update of q
  ) h`;
const IS_HELD = "q.environment_id = h.environment_id and q.lane = h.lane and q.id = h.id";

function keysOf(held: readonly { claimed: ClaimedRequest; token: string }[]): string[] {
  return [
    plainArray(held.map(({ claimed }) => claimed.environment_id)),
    plainArray(held.map(({ claimed }) => claimed.lane)),
    plainArray(held.map(({ claimed }) => claimed.id)),
    plainArray(held.map(({ token }) => token)),
  ];
}
