import type { OnUncertain } from "../channels/index.js";
import type { JsonObject } from "../../platform/json.js";
import {
  DistinctRows,
  jsonList,
  plainArray,
  textArray,
  type Queryable,
  type Tx,
} from "../../platform/postgres/index.js";
import type { ChannelType } from "../channels/index.js";
import type { MessageContent } from "../templates/index.js";
import type { DeliveryStatus } from "./delivery-status.js";
import { ENGAGEMENT_NAMES } from "./engagement/mark-sql.js";
import { storedContent } from "./contents/stored-content.js";
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

/** The columns of a `MessageRow`, for a message `m` and `MESSAGE_JOINS`. */
export const MESSAGE_COLUMNS = `m.lane, m.run_id, m.ordinal, m.recipient_key, m.channel_id, m.trigger_id, v.document->>'key' as workflow_key,
  v.document->'categories' as categories, v.document->'feedData' as feed_data, m.tenant_id, m.delivery_status, m.position,
  m.version, coalesce(m.blocks, c.blocks) as content, coalesce(m.data, c.data, '{}'::jsonb) as data,
  coalesce(m.actor_keys, c.actor_keys, '{}') as actor_keys, m.actor_count, m.activity_count, m.batch_id,
  m.seen_at, m.read_at, m.interacted_at, m.link_clicked_at, m.archived_at, m.snoozed_until, m.pinned_at, m.created_at, m.updated_at`;

export const MESSAGE_JOINS = `left join contents c on c.environment_id = m.environment_id and c.id = m.content_id
  join workflow_versions v on v.id = m.version_id`;

/** The table of messages. */
export class MessageRepository {
  /**
   * Stores messages of one environment, created at one moment, in one statement. `positions`: the position of each in its
   * feed, or 0.
   */
  async insert(tx: Tx, messages: readonly NewMessage[], positions: readonly number[]): Promise<void> {
    const first = messages[0];
    if (!first) return;
    const kinds = new DistinctRows<NewMessage>(isSameKind, kindName);
    const kindOf = messages.map((message) => kinds.indexOf(message));
    await tx.query(INSERT_MESSAGES, [
      first.environmentId,
      new Date(first.at),
      plainArray(kinds.rows.map((kind) => kind.ordinal)),
      plainArray(kinds.rows.map((kind) => kind.channelId)),
      plainArray(kinds.rows.map((kind) => kind.triggerId)),
      plainArray(kinds.rows.map((kind) => kind.versionId)),
      plainArray(kinds.rows.map((kind) => kind.workflowId)),
      textArray(kinds.rows.map((kind) => kind.stepRef)),
      textArray(kinds.rows.map((kind) => kind.tenantId)),
      plainArray(kinds.rows.map((kind) => kind.deliveryStatus)),
      plainArray(kinds.rows.map((kind) => kind.contentId)),
      plainArray(kinds.rows.map((kind) => kind.actorCount)),
      plainArray(kinds.rows.map((kind) => kind.activityCount)),
      plainArray(messages.map((message) => message.lane)),
      plainArray(kindOf),
      plainArray(messages.map((message) => message.runId)),
      textArray(messages.map((message) => message.recipientKey)),
      plainArray(positions),
      textArray(messages.map((message) => message.batchId)),
      jsonList(messages.map(({ content }) => content && storedContent(content))),
      jsonList(messages.map((message) => message.data)),
      jsonList(messages.map((message) => message.actorKeys)),
    ]);
  }

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
      `select run_id, step_ref, lower(delivery_status::text) as delivery, ${ENGAGEMENT_NAMES} as engagement
       from messages where environment_id = $1 and lane = $2 and run_id = any($3::uuid[])`,
      [environmentId, lane, runIds],
    );
  }
}

/** Values that messages of a set share are sent once, and each row refers to its kind. */
const INSERT_MESSAGES = `insert into messages (environment_id, lane, ordinal, channel_id, trigger_id, version_id, workflow_id, step_ref,
   tenant_id, delivery_status, content_id, actor_count, activity_count, run_id, recipient_key, position, version, blocks, data,
   actor_keys, batch_id, created_at, updated_at)
 select $1, r.lane, ($3::smallint[])[r.kind], ($4::int[])[r.kind], ($5::uuid[])[r.kind], ($6::int[])[r.kind], ($7::int[])[r.kind],
   ($8::text[])[r.kind], ($9::text[])[r.kind], ($10::delivery_status[])[r.kind], ($11::uuid[])[r.kind], ($12::int[])[r.kind],
   ($13::int[])[r.kind], r.run_id, r.key, r.position, r.position, nullif(r.blocks, 'null'), nullif(r.data, 'null'),
   case when r.actors <> 'null' then array(select jsonb_array_elements_text(r.actors)) end, r.batch_id, $2, $2
 from rows from (
   unnest($14::smallint[], $15::int[], $16::uuid[], $17::text[], $18::bigint[], $19::uuid[]),
   jsonb_array_elements($20::jsonb), jsonb_array_elements($21::jsonb), jsonb_array_elements($22::jsonb)
 ) as r(lane, kind, run_id, key, position, batch_id, blocks, data, actors)`;

function isSameKind(left: NewMessage, right: NewMessage): boolean {
  return (
    left.contentId === right.contentId &&
    left.ordinal === right.ordinal &&
    left.channelId === right.channelId &&
    left.versionId === right.versionId &&
    left.tenantId === right.tenantId &&
    left.deliveryStatus === right.deliveryStatus &&
    left.actorCount === right.actorCount &&
    left.activityCount === right.activityCount
  );
}

function kindName(message: NewMessage): string {
  const { ordinal, channelId, contentId, versionId, tenantId, deliveryStatus, actorCount, activityCount } = message;
  return `${ordinal}/${channelId}/${contentId}/${versionId}/${deliveryStatus}/${actorCount}/${activityCount}/${tenantId ?? ""}`;
}
