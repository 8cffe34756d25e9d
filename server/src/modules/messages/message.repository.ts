import type { OnUncertain } from "../channels/index.js";
import type { JsonObject } from "../../platform/json.js";
import type { Queryable, Tx } from "../../platform/postgres/index.js";
import type { ChannelType } from "../channels/index.js";
import type { MessageContent } from "../templates/index.js";
import type { DeliveryStatus } from "./delivery-status.js";
import { ENGAGEMENT_NAMES } from "./engagement/mark-sql.js";
import type { MessageKey, MessageRow } from "./message-row.js";

export interface NewMessage {
  environmentId: number;
  lane: number;
  runId: string;
  ordinal: number;
  recipientKey: string;
  channelId: number;
  channelType: ChannelType;
  triggerId: string;
  versionId: number;
  workflowId: number;
  stepRef: string;
  tenantId: string | null;
  deliveryStatus: DeliveryStatus;
  contentId: string;
  /** This recipient's own, in place of the content's. */
  content: MessageContent | null;
  /** The message's address; null if the channel needs none. */
  address: JsonObject | null;
  /** When the message expires, in milliseconds since 1970; null for never. */
  expiresAt: number | null;
  /** Hidden; a newer message of the recipient and channel with this key replaces it. Null for nothing. */
  supersedeKey: string | null;
  /** The policy for an uncertain outcome; null for the channel's. */
  onUncertain: OnUncertain | null;
  data: JsonObject | null;
  actorKeys: string[] | null;
  actorCount: number;
  activityCount: number;
  batchId: string | null;
  at: number;
}

/** The state of a message, as conditions read it. */
export interface MessageStatusRow {
  run_id: string;
  step_ref: string;
  delivery: string;
  engagement: string[];
}

const statusSql = (column: "state" | "settled_state"): string =>
  `case when m.position > 0 then m.delivery_status else coalesce((select s.${column} from deliveries s
    where s.environment_id = m.environment_id and s.lane = m.lane and s.run_id = m.run_id and s.ordinal = m.ordinal), m.delivery_status) end`;

/**
 * The status of a message `m`. A message in a feed has its own. A message that leaves Carillon has the state of its delivery: its own
 * status stays as it was stored, because an update of `messages` writes three indexes.
 */
export const DELIVERY_STATUS = statusSql("state");

/** The same, but an attempt under way does not count: until its outcome the status is the one before. */
export const SETTLED_STATUS = statusSql("settled_state");

/** The columns of a `MessageRow`, for a message `m` and `MESSAGE_JOINS`. */
export const MESSAGE_COLUMNS = `m.lane, m.run_id, m.ordinal, m.recipient_key, m.channel_id, m.trigger_id, v.document->>'key' as workflow_key,
  v.document->'categories' as categories, v.document->'feedData' as feed_data, m.tenant_id, ${SETTLED_STATUS} as delivery_status, m.position,
  m.version, coalesce(m.blocks, c.blocks) as content, coalesce(m.data, c.data, '{}'::jsonb) as data,
  coalesce(m.actor_keys, c.actor_keys, '{}') as actor_keys, m.actor_count, m.activity_count, m.batch_id,
  m.seen_at, m.read_at, m.interacted_at, m.link_clicked_at, m.archived_at, m.snoozed_until, m.pinned_at, m.created_at, m.updated_at`;

export const MESSAGE_JOINS = `left join contents c on c.environment_id = m.environment_id and c.id = m.content_id
  join workflow_versions v on v.id = m.version_id`;

/** The table of messages. */
export class MessageRepository {
  /** Messages by key, each by its primary key: fenced, since a planner without statistics would rather read them all. */
  byKeys(q: Queryable, environmentId: number, keys: readonly MessageKey[]): Promise<MessageRow[]> {
    return q.query<MessageRow>(
      `select ${MESSAGE_COLUMNS} from unnest($2::smallint[], $3::uuid[], $4::smallint[]) as k(lane, run_id, ordinal)
       cross join lateral (select * from messages where environment_id = $1 and lane = k.lane and run_id = k.run_id
         and ordinal = k.ordinal offset 0) m ${MESSAGE_JOINS}`,
      [environmentId, keys.map((key) => key.lane), keys.map((key) => key.runId), keys.map((key) => key.ordinal)],
    );
  }

  /** Delivery and engagement of what these runs have sent, for their conditions. */
  statuses(
    tx: Tx,
    [environmentId, lane]: readonly [environmentId: number, lane: number],
    runIds: readonly string[],
  ): Promise<MessageStatusRow[]> {
    return tx.query(
      `select run_id, step_ref, lower((${SETTLED_STATUS})::text) as delivery, ${ENGAGEMENT_NAMES} as engagement
       from messages m where environment_id = $1 and lane = $2 and run_id = any($3::uuid[])`,
      [environmentId, lane, runIds],
    );
  }
}
