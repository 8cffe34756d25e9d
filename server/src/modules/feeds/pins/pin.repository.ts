import { plainArray, textArray, type Queryable } from "../../../platform/postgres/index.js";
import { laneOfFeed, type FeedKey } from "../model/feed-key.js";

export class PinRepository {
  /**
   * The number of pinned items of each of these feeds of one environment, in the given order; read from the index of
   * pinned items only.
   */
  async counts(q: Queryable, environmentId: number, feeds: readonly FeedKey[]): Promise<number[]> {
    const rows = await q.query<{ count: number }>(
      `select (
         select count(*)::int from messages where environment_id = $1 and lane = f.lane and recipient_key = f.key
         and channel_id = f.channel and pinned_at is not null
       ) as count
       from unnest($2::smallint[], $3::text[], $4::int[]) with ordinality as f(lane, key, channel, at) order by at`,
      [
        environmentId,
        plainArray(feeds.map(laneOfFeed)),
        textArray(feeds.map((feed) => feed.recipientKey)),
        plainArray(feeds.map((feed) => feed.channelId)),
      ],
    );
    return rows.map((row) => row.count);
  }
}
