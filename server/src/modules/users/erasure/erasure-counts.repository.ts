import type { Queryable } from "../../../platform/postgres/index.js";
import type { RecipientPlace } from "./recipient-erasure.repository.js";

/** The number of rows that an erasure deletes, of each sort. */
export interface ErasureCount {
  messages: number;
  runs: number;
  preferenceSets: number;
  subscriptions: number;
  channelData: number;
}

/** At most this many rows of each sort are counted, which takes some milliseconds. */
export const COUNT_MAX = 10_000;

/** Counts what `RecipientErasure` would delete. Each count reads an index that begins with the recipient. */
export class ErasureCountsRepository {
  async count(q: Queryable, { environmentId, lane, recipientKey }: RecipientPlace): Promise<ErasureCount> {
    const [row] = await q.query<ErasureCount>(
      `select ${count("messages")}, ${count("runs")}, ${count("preference_sets", "preferenceSets")},
         ${count("channel_data", "channelData")},
         (select count(*)::int from (
           select 1 from subscriptions where environment_id = $1 and lane = $2 and subscriber_key = $3
           union all
           select 1 from subscriptions where environment_id = $1 and object_key = $3 limit ${COUNT_MAX}) s) as subscriptions`,
      [environmentId, lane, recipientKey],
    );
    if (!row) throw new Error("A count has no row.");
    return row;
  }
}

function count(table: string, name = table): string {
  return `(select count(*)::int from (
    select 1 from ${table} where environment_id = $1 and lane = $2 and recipient_key = $3 limit ${COUNT_MAX}) t) as "${name}"`;
}
