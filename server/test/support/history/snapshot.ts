import pg from "pg";

/** The database contents of one environment that promises are about. */
export interface Snapshot {
  triggers: { id: string; key: string | null }[];
  runs: { id: string; triggerId: string; userKey: string; status: string }[];
  messages: MessageRow[];
  feeds: FeedRow[];
  removals: { feed: string; version: number }[];
  pendingFanoutCount: number;
  openBatchCount: number;
}

export interface MessageRow {
  triggerId: string;
  userKey: string;
  feed: string;
  position: number;
  version: number;
  tenantId: string | null;
  isRead: boolean;
  isSeen: boolean;
  isArchived: boolean;
}

export interface FeedRow {
  feed: string;
  version: number;
  total: number;
  unread: number;
  unseen: number;
  tenants: Record<string, [number, number, number]>;
}

const FEED = "recipient_key || ' ' || channel_id";

const STATEMENTS: Record<keyof Snapshot, string> = {
  triggers: "select id, cancellation_key as key from triggers where environment_id = $1 order by seq",
  runs: `select id, trigger_id as "triggerId", recipient_key as "userKey", status from runs where environment_id = $1`,
  messages: `select trigger_id as "triggerId", recipient_key as "userKey", ${FEED} as feed, position::float8, version::float8,
      tenant_id as "tenantId", read_at is not null as "isRead", seen_at is not null as "isSeen",
      archived_at is not null as "isArchived" from messages where environment_id = $1 and position > 0`,
  feeds: `select ${FEED} as feed, version::float8, total, unread, unseen, tenants from feeds where environment_id = $1`,
  removals: `select ${FEED} as feed, version::float8 from feed_removals where environment_id = $1`,
  pendingFanoutCount: "select count(*)::int as count from fanouts where environment_id = $1 and not is_done",
  openBatchCount: "select count(*)::int as count from batches where environment_id = $1 and is_open",
};

/** Reads all of it in one snapshot. */
export async function readSnapshot(url: string, environmentId: number): Promise<Snapshot> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("begin isolation level repeatable read read only");
    const rows = async (name: keyof Snapshot): Promise<never[]> =>
      (await client.query(STATEMENTS[name], [environmentId])).rows as never[];
    const count = async (name: keyof Snapshot): Promise<number> => (await rows(name))[0]?.["count"] ?? 0;
    return {
      triggers: await rows("triggers"),
      runs: await rows("runs"),
      messages: await rows("messages"),
      feeds: await rows("feeds"),
      removals: await rows("removals"),
      pendingFanoutCount: await count("pendingFanoutCount"),
      openBatchCount: await count("openBatchCount"),
    };
  } finally {
    await client.end();
  }
}
