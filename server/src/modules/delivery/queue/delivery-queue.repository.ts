import type { JsonObject } from "../../../platform/json.js";
import { jsonList, plainArray, textArray, type Queryable, type Tx } from "../../../platform/postgres/index.js";
import type { NewMessage } from "../../messages/index.js";
import type { ClaimedDelivery } from "./delivery-row.js";

/** A channel with deliveries that wait, and when the first of them is due. */
export interface WaitingChannel {
  environment_id: number;
  channel_id: number;
  due_at: Date;
}

/** How many deliveries of a channel are claimed. */
export interface ChannelClaim {
  channelId: number;
  count: number;
}

/** Goes from one channel to the next by the index, so that the time does not depend on how many deliveries wait. */
const WAITING = `
  with recursive c(channel_id) as (
    (select channel_id from deliveries where due_at is not null order by channel_id limit 1)
    union all
    select (select d.channel_id from deliveries d where d.due_at is not null and d.channel_id > c.channel_id
      order by d.channel_id limit 1)
    from c where c.channel_id is not null
  )
  select d.environment_id, c.channel_id, d.due_at from c cross join lateral (
    select environment_id, due_at from deliveries where channel_id = c.channel_id and due_at is not null
    order by due_at limit 1
  ) d`;

/**
 * Takes the deliveries of each channel that are due longest. A claim raises the fence and sets a lease; the state stays, so that
 * a worker that dies before its attempt leaves a delivery that is due again. Those that another worker claims now are skipped.
 */
const CLAIM = `
  with chosen as (
    select d.* from unnest($1::int[], $2::int[]) as k(channel_id, count) cross join lateral (
      select environment_id, lane, run_id, ordinal from deliveries
      where channel_id = k.channel_id and due_at <= $3 order by due_at limit k.count for update skip locked
    ) d
  ), claimed as (
    update deliveries d set fence = d.fence + 1, due_at = $4 from chosen c
    where d.environment_id = c.environment_id and d.lane = c.lane and d.run_id = c.run_id and d.ordinal = c.ordinal
    returning d.*
  )
  select d.environment_id as "environmentId", d.lane, d.run_id as "runId", d.ordinal, d.channel_id as "channelId", d.state,
    d.fence, d.attempt_count as "attemptCount", d.provider_position as position,
    d.provider_attempt_count as "providerAttempts", date_part('epoch', d.key_since) * 1000 as "keySince",
    d.is_uncertain as "isUncertain", d.address, d.seed, date_part('epoch', d.created_at) * 1000 as "createdAt",
    coalesce((v.document->'settings'->>'isCommercial')::boolean, false) as "isCommercial",
    coalesce(m.blocks, c.blocks) as content, a.request_hash as "lastHash"
  from claimed d
  left join messages m on m.environment_id = d.environment_id and m.lane = d.lane and m.run_id = d.run_id
    and m.ordinal = d.ordinal
  left join contents c on c.environment_id = m.environment_id and c.id = m.content_id
  left join workflow_versions v on v.id = m.version_id
  left join attempts a on a.environment_id = d.environment_id and a.lane = d.lane and a.run_id = d.run_id
    and a.ordinal = d.ordinal and a.number = d.attempt_count`;

const INSERT = `
  insert into deliveries (environment_id, lane, run_id, ordinal, channel_id, recipient_key, state, due_at, address, seed,
    created_at, updated_at)
  select $1, r.lane, r.run_id, r.ordinal, r.channel_id, r.recipient_key, 'QUEUED', $2, nullif(r.address, 'null'), r.seed, $2, $2
  from rows from (
    unnest($3::smallint[], $4::uuid[], $5::smallint[], $6::int[], $7::text[], $8::text[]), jsonb_array_elements($9::jsonb)
  ) as r(lane, run_id, ordinal, channel_id, recipient_key, seed, address)`;

/** The table of deliveries as a queue. */
export class DeliveryQueueRepository {
  /** Queues new messages of one environment, made at one moment. */
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
    ]);
  }

  /** Of all environments: what is due is shared out between them. */
  waiting(q: Queryable): Promise<WaitingChannel[]> {
    return q.query(WAITING);
  }

  /** Of all environments, as `waiting`. */
  claim(
    q: Queryable,
    claims: readonly ChannelClaim[],
    { now, leaseEndsAt }: { now: number; leaseEndsAt: number },
  ): Promise<ClaimedDelivery[]> {
    return q.query(CLAIM, [
      plainArray(claims.map(({ channelId }) => channelId)),
      plainArray(claims.map(({ count }) => count)),
      new Date(now),
      new Date(leaseEndsAt),
    ]);
  }
}
