import type { Queryable } from "../../../platform/postgres/index.js";
import type { FeedKey } from "../model/feed-key.js";
import type { MessageKey } from "../../messages/pure.js";

/** An item that is due, and the feed to which it returns. */
export interface DueItem extends MessageKey {
  feed: FeedKey;
}

export class SnoozeRepository {
  /**
   * Due items, the longest due first. Without a scope: the sweep covers all environments. Read without a lock, by the index
   * of snoozed items only; the writer checks them again.
   */
  async due(q: Queryable, at: Date, limit: number): Promise<DueItem[]> {
    const rows = await q.query<{
      environment_id: number;
      lane: number;
      run_id: string;
      ordinal: number;
      recipient_key: string;
      channel_id: number;
    }>(
      `select environment_id, lane, run_id, ordinal, recipient_key, channel_id from messages
       where snoozed_until is not null and snoozed_until <= $1 order by snoozed_until limit $2`,
      [at, limit],
    );
    return rows.map((row) => ({
      lane: row.lane,
      runId: row.run_id,
      ordinal: row.ordinal,
      feed: { environmentId: row.environment_id, recipientKey: row.recipient_key, channelId: row.channel_id },
    }));
  }
}
