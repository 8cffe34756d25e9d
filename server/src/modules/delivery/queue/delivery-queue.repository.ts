import type { JsonObject } from "../../../platform/json.js";
import { jsonList, plainArray, textArray, type Queryable, type Tx } from "../../../platform/postgres/index.js";
import type { NewMessage } from "../../messages/index.js";
import type { ClaimedDelivery } from "./delivery-row.js";
import { DueKind, type QueueShare, type WaitingQueue } from "./waiting-queue.js";

/** The number of deliveries of a queue to claim. */
export type QueueClaim = Pick<QueueShare, "channelId" | "position" | "dueKind" | "count">;

const FAILED_OVER_MAX = 1000;

/** Whether a provider's breaker is open because of failures. */
const FAILS = (gate: string): string =>
  `coalesce((${gate}.state->>'openUntil')::float8 > $1 and (${gate}.state->>'tripCount')::int > 0, false)`;

/** Whether no worker has a delivery, or its worker did not finish in time. */
const IS_FREE = (now: string): string => `(leased_until is null or leased_until <= ${now})`;

/**
 * All queues: a loose index scan from one to the next, so that the time does not depend on the number of waiting
 * deliveries.
 */
const QUEUES = `
  with recursive q as (
    (select channel_id, provider_position, due_kind from deliveries where due_at is not null order by 1, 2, 3 limit 1)
    union all
    select n.* from q cross join lateral (
      select d.channel_id, d.provider_position, d.due_kind from deliveries d
      where d.due_at is not null
        and (d.channel_id, d.provider_position, d.due_kind) > (q.channel_id, q.provider_position, q.due_kind)
      order by 1, 2, 3 limit 1
    ) n
  )`;

const WAITING = `${QUEUES}
  select d.environment_id as "environmentId", q.channel_id as "channelId", q.provider_position as position,
    q.due_kind as "dueKind", d.due_at as "dueAt", p.provider_key as "providerKey", p.stopped_until as "stoppedUntil",
    ${FAILS("g")} as "isFailing",
    case when p.stopped_until is not null or ${FAILS("g")} then (
      select min(n.position) from channel_providers n
      left join provider_gates ng on ng.environment_id = n.environment_id and ng.provider_key = n.provider_key
      where n.channel_id = q.channel_id and n.position > q.provider_position and n.stopped_until is null and not ${FAILS("ng")}
    ) end as "nextPosition"
  from q cross join lateral (
    select environment_id, due_at from deliveries
    where channel_id = q.channel_id and provider_position = q.provider_position and due_kind = q.due_kind and due_at is not null
      and ${IS_FREE("$2")} and (state <> 'SENDING' or due_kind = ${DueKind.DECIDE})
    order by due_at limit 1
  ) d
  left join lateral (
    select * from channel_providers where channel_id = q.channel_id and position <= q.provider_position
    order by position desc limit 1
  ) p on true
  left join provider_gates g on g.environment_id = p.environment_id and g.provider_key = p.provider_key`;

/** All workers together have at most about 1,500 deliveries of one queue in hand, and these are the longest due. */
const FRONT_MAX = 2000;

/** An attempt whose lease ended needs no request but a decision, so it leaves the queue of its provider. */
const FIND_LOST = `${QUEUES}
  update deliveries d set due_kind = ${DueKind.DECIDE}, due_at = $1 from (
    select f.* from q cross join lateral (
      select * from (
        select environment_id, lane, run_id, ordinal, state, leased_until from deliveries
        where channel_id = q.channel_id and provider_position = q.provider_position and due_kind = q.due_kind and due_at <= $1
        order by due_at limit ${FRONT_MAX}
      ) front where state = 'SENDING' and leased_until <= $1
    ) f where q.due_kind <> ${DueKind.DECIDE}
  ) c
  where d.environment_id = c.environment_id and d.lane = c.lane and d.run_id = c.run_id and d.ordinal = c.ordinal
    and d.state = 'SENDING' and d.leased_until <= $1 and d.due_kind <> ${DueKind.DECIDE}`;

/** Moves due deliveries of a paused provider to the next provider. Deliveries that may have been sent are not moved. */
const FAIL_OVER = `
  update deliveries d set provider_position = $3, provider_attempt_count = 0, key_since = null, due_kind = 0, updated_at = $4
  from (
    select environment_id, lane, run_id, ordinal from deliveries
    where channel_id = $1 and provider_position = $2 and due_kind = $5 and due_at <= $4 and state = 'QUEUED' and not is_uncertain
      and ${IS_FREE("$4")}
    order by due_at limit ${FAILED_OVER_MAX} for update skip locked
  ) c
  where d.environment_id = c.environment_id and d.lane = c.lane and d.run_id = c.run_id and d.ordinal = c.ordinal
  returning 1`;

/**
 * Claims the longest due deliveries of each queue. A claim increments the fence and sets a lease, and changes neither the state nor
 * an indexed column, so that no index is written (HOT): the delivery keeps its place in the queue until its outcome, and claims pass over
 * those in hand. If the worker dies before its attempt, the delivery is due again. So losing a claim in a Postgres crash
 * costs only a delay, and its commit does not wait for the disk. Rows that another worker is claiming are skipped.
 */
const CLAIM = `
  with eased as (
    select set_config('synchronous_commit', 'off', true) as setting
  ), chosen as (
    select d.* from eased, unnest($1::int[], $2::int[], $5::smallint[], $6::smallint[]) as k(channel_id, count, position, due_kind)
    cross join lateral (
      select environment_id, lane, run_id, ordinal from deliveries
      where channel_id = k.channel_id and provider_position = k.position and due_kind = k.due_kind and due_at <= $3
        and ${IS_FREE("$3")} and (state <> 'SENDING' or due_kind = ${DueKind.DECIDE})
      order by due_at limit k.count for update skip locked
    ) d
  ), claimed as (
    update deliveries d set fence = d.fence + 1, leased_until = $4 from chosen c
    where d.environment_id = c.environment_id and d.lane = c.lane and d.run_id = c.run_id and d.ordinal = c.ordinal
    returning d.*
  )
  select d.environment_id as "environmentId", d.lane, d.run_id as "runId", d.ordinal, d.channel_id as "channelId", d.recipient_key as "recipientKey",
    m.tenant_id as "tenantId", d.state,
    d.fence, d.attempt_count as "attemptCount", d.provider_position as position, d.due_kind as "dueKind",
    d.provider_attempt_count as "providerAttempts", date_part('epoch', d.key_since) * 1000 as "keySince",
    d.is_uncertain as "isUncertain", d.address, d.seed, date_part('epoch', d.created_at) * 1000 as "createdAt",
    date_part('epoch', d.expires_at) * 1000 as "expiresAt", d.on_uncertain as "onUncertain",
    coalesce((v.document->'settings'->>'isCommercial')::boolean, false) as "isCommercial",
    coalesce(m.blocks, c.blocks) as content, d.request_hash as "lastHash", d.action as "lastAction",
    d.provider_key as "lastProviderKey", d.is_possible_duplicate as "lastIsPossibleDuplicate",
    date_part('epoch', d.attempted_at) * 1000 as "lastAttemptAt", case when d.action = 'replace' then (
      select a.outcome from attempts a where a.environment_id = d.environment_id and a.lane = d.lane and a.run_id = d.run_id
        and a.ordinal = d.ordinal and a.number = d.attempt_count) end as "lastOutcome",
    d.replaces_run_id as "replacesRunId"
  from claimed d
  left join messages m on m.environment_id = d.environment_id and m.lane = d.lane and m.run_id = d.run_id
    and m.ordinal = d.ordinal
  left join contents c on c.environment_id = m.environment_id and c.id = m.content_id
  left join workflow_versions v on v.id = m.version_id`;

/** Only the owner of the fence gives back, and only what has not begun an attempt. */
const GIVE_BACK = `
  update deliveries d set leased_until = null
  from unnest($1::int[], $2::smallint[], $3::uuid[], $4::smallint[], $5::int[]) as k(environment_id, lane, run_id, ordinal, fence)
  where d.environment_id = k.environment_id and d.lane = k.lane and d.run_id = k.run_id and d.ordinal = k.ordinal
    and d.fence = k.fence and d.state in ('QUEUED', 'UNCERTAIN') and d.due_at is not null
  returning 1`;

const INSERT = `
  insert into deliveries (environment_id, lane, run_id, ordinal, channel_id, recipient_key, state, due_at, expires_at, on_uncertain, address, seed,
    created_at, updated_at)
  select $1, r.lane, r.run_id, r.ordinal, r.channel_id, r.recipient_key, 'QUEUED', $2, r.expires_at, r.on_uncertain, nullif(r.address, 'null'), r.seed, $2, $2
  from rows from (
    unnest($3::smallint[], $4::uuid[], $5::smallint[], $6::int[], $7::text[], $8::text[], $10::timestamptz[], $11::text[]),
    jsonb_array_elements($9::jsonb)
  ) as r(lane, run_id, ordinal, channel_id, recipient_key, seed, expires_at, on_uncertain, address)`;

/** The table of deliveries as a queue. */
export class DeliveryQueueRepository {
  /** Queues new messages of one environment, created at one moment. */
  async insert(tx: Tx, messages: readonly NewMessage[], seeds: readonly string[]): Promise<void> {
    const [first] = messages;
    if (!first) return;
    await tx.query(INSERT, [
      first.environmentId,
      new Date(first.at),
      plainArray(messages.map(({ lane }) => lane)),
      plainArray(messages.map(({ runId }) => runId)),
      plainArray(messages.map(({ ordinal }) => ordinal)),
      plainArray(messages.map(({ channelId }) => channelId)),
      textArray(messages.map(({ recipientKey }) => recipientKey)),
      textArray(seeds),
      jsonList(messages.map(({ address }): JsonObject => address ?? {})),
      textArray(messages.map(({ expiresAt }) => (expiresAt === null ? null : new Date(expiresAt).toISOString()))),
      textArray(messages.map(({ onUncertain }) => onUncertain)),
    ]);
  }

  /** Due deliveries of all environments, because workers divide their slots among environments. */
  waiting(q: Queryable, now: number): Promise<WaitingQueue[]> {
    return q.query(WAITING, [now, new Date(now)]);
  }

  /** Makes attempts of all environments whose lease ended due as decisions. */
  async findLost(q: Queryable, now: number): Promise<void> {
    await q.query(FIND_LOST, [new Date(now)]);
  }

  /** The due time of each channel's first delivery, of all environments, for the metrics. */
  async oldest(q: Queryable, now: number): Promise<{ environmentId: number; channelKey: string; dueAt: Date }[]> {
    const queues = (await this.waiting(q, now)).filter(({ dueAt }) => dueAt.getTime() <= now);
    const oldest = new Map<number, Date>();
    for (const { channelId, dueAt } of queues) {
      const known = oldest.get(channelId);
      if (!known || dueAt < known) oldest.set(channelId, dueAt);
    }
    const rows = await q.query<{ id: number; environmentId: number; key: string }>(
      `select id, environment_id as "environmentId", key from channels where id = any($1::int[])`,
      [plainArray([...oldest.keys()])],
    );
    return rows.flatMap(({ id, environmentId, key }) => {
      const dueAt = oldest.get(id);
      return dueAt ? [{ environmentId, channelKey: key, dueAt }] : [];
    });
  }

  /** Moves deliveries of a queue to the provider at its next position. Returns how many. */
  async failOver(q: Queryable, queue: WaitingQueue & { nextPosition: number }, now: number): Promise<number> {
    const { channelId, position, nextPosition, dueKind } = queue;
    return (await q.query(FAIL_OVER, [channelId, position, nextPosition, new Date(now), dueKind])).length;
  }

  /** Claims deliveries of all environments, like `waiting`. */
  claim(
    q: Queryable,
    claims: readonly QueueClaim[],
    { now, leaseEndsAt }: { now: number; leaseEndsAt: number },
  ): Promise<ClaimedDelivery[]> {
    return q.query(CLAIM, [
      plainArray(claims.map(({ channelId }) => channelId)),
      plainArray(claims.map(({ count }) => count)),
      new Date(now),
      new Date(leaseEndsAt),
      plainArray(claims.map(({ position }) => position)),
      plainArray(claims.map(({ dueKind }) => dueKind)),
    ]);
  }

  /** Makes claimed deliveries due again that no attempt was begun for. Answers how many. */
  async giveBack(q: Queryable, claimed: readonly ClaimedDelivery[]): Promise<number> {
    const rows = await q.query(GIVE_BACK, [
      plainArray(claimed.map(({ environmentId }) => environmentId)),
      plainArray(claimed.map(({ lane }) => lane)),
      plainArray(claimed.map(({ runId }) => runId)),
      plainArray(claimed.map(({ ordinal }) => ordinal)),
      plainArray(claimed.map(({ fence }) => fence)),
    ]);
    return rows.length;
  }
}
