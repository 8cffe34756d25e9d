import { plainArray, textArray, type Queryable } from "../../../platform/postgres/index.js";
import type { QueueClaim } from "../queue/delivery-queue.repository.js";

/** Attempts of one minute that went alike. */
export interface AttemptCountRow {
  environmentId: number;
  /** The beginning of the minute, in milliseconds since 1970. */
  minute: number;
  channelId: number;
  providerKey: string;
  isFailed: boolean;
  bucket: number;
  count: number;
}

export type AttemptSum = Pick<AttemptCountRow, "channelId" | "providerKey" | "isFailed" | "bucket" | "count">;

/** All processes add to the same rows, in one order, so that they do not wait for each other in a circle. */
const ADD = `
  insert into attempt_counts (environment_id, minute, channel_id, provider_key, is_failed, bucket, count)
  select * from unnest($1::int[], $2::timestamptz[], $3::int[], $4::text[], $5::boolean[], $6::smallint[], $7::int[])
  order by 1, 2, 3, 4, 5, 6
  on conflict (environment_id, minute, channel_id, provider_key, is_failed, bucket)
    do update set count = attempt_counts.count + excluded.count`;

/** A count of a long queue would read all of it, so it ends here. */
export const QUEUED_MAX = 10_000;

/** Counts of attempts by minute, so that nobody reads the attempts themselves. */
export class AttemptCountRepository {
  async add(q: Queryable, counts: readonly AttemptCountRow[]): Promise<void> {
    await q.query(ADD, [
      plainArray(counts.map(({ environmentId }) => environmentId)),
      textArray(counts.map(({ minute }) => new Date(minute).toISOString())),
      plainArray(counts.map(({ channelId }) => channelId)),
      textArray(counts.map(({ providerKey }) => providerKey)),
      plainArray(counts.map(({ isFailed }) => String(isFailed))),
      plainArray(counts.map(({ bucket }) => bucket)),
      plainArray(counts.map(({ count }) => count)),
    ]);
  }

  sums(q: Queryable, environmentId: number, { from, to }: { from: Date; to: Date | null }): Promise<AttemptSum[]> {
    return q.query(
      `select channel_id as "channelId", provider_key as "providerKey", is_failed as "isFailed", bucket, sum(count)::int as count
       from attempt_counts where environment_id = $1 and minute >= $2 and ($3::timestamptz is null or minute < $3)
       group by 1, 2, 3, 4`,
      [environmentId, from, to],
    );
  }

  /** How many deliveries each of these queues holds, in their order; no more than `QUEUED_MAX` are counted. */
  async queued(q: Queryable, queues: readonly Omit<QueueClaim, "count">[]): Promise<number[]> {
    const rows = await q.query<{ count: number }>(
      `select c.count from unnest($1::int[], $2::smallint[], $3::smallint[]) with ordinality as k(channel_id, position, due_kind, n)
       cross join lateral (
         select count(*)::int as count from (
           select 1 from deliveries d where d.channel_id = k.channel_id and d.provider_position = k.position
             and d.due_kind = k.due_kind and d.due_at is not null and d.state <> 'SENDING' limit ${QUEUED_MAX}
         ) each
       ) c order by k.n`,
      [
        plainArray(queues.map(({ channelId }) => channelId)),
        plainArray(queues.map(({ position }) => position)),
        plainArray(queues.map(({ dueKind }) => dueKind)),
      ],
    );
    return rows.map(({ count }) => count);
  }

  async forget(q: Queryable, before: Date): Promise<void> {
    await q.query("delete from attempt_counts where minute < $1", [before]);
  }
}
