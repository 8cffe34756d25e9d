import { runIdParts, runIdSql } from "../../identifiers/index.js";
import { plainArray, textArray } from "../../../platform/postgres/index.js";
import type { NewMessage } from "../message.repository.js";

/** Recipients of one lane. Postgres wrote their keys as an array, and this process only passes them on. */
export interface RecipientList {
  lane: number;
  /** The keys, as text of a Postgres array. */
  keys: string;
  /** Recipients with a larger key are not meant; null if all are. */
  upTo: string | null;
}

/** Messages that are the same for many recipients. */
export interface SharedMessages {
  /** The messages of one recipient, by one channel. Their recipient, lane and run are not read. */
  messages: readonly NewMessage[];
  triggerSeq: number;
  recipients: readonly RecipientList[];
}

/**
 * SQL: inserts the messages of recipients. `from`: rows `a` with lane, recipient_key, and the feed's version after the last
 * message. $1 is the environment; the parameters from `$first` on are `sharedMessageValues`.
 */
export function insertSharedMessages(from: string, first: number): string {
  const p = (n: number): string => `$${first + n}`;
  return `insert into messages (environment_id, lane, run_id, ordinal, recipient_key, channel_id, trigger_id, version_id, workflow_id,
     step_ref, tenant_id, delivery_status, content_id, actor_count, activity_count, position, version, created_at, updated_at)
   select $1::int, a.lane, ${runIdSql(`${p(0)}::text`, `${p(1)}::text`, "a.recipient_key")}, m.ordinal, a.recipient_key, ${p(2)}::int, ${p(3)}::uuid,
     ${p(4)}::int, ${p(5)}::int, m.step_ref, ${p(6)}::text, ${p(7)}::delivery_status, m.content_id, m.actor_count, m.activity_count,
     a.version - ${p(8)}::int + m.n, a.version - ${p(8)}::int + m.n, ${p(9)}::timestamptz, ${p(9)}::timestamptz
   from ${from} cross join unnest(${p(10)}::smallint[], ${p(11)}::text[], ${p(12)}::uuid[], ${p(13)}::int[], ${p(14)}::int[])
     with ordinality as m(ordinal, step_ref, content_id, actor_count, activity_count, n)`;
}

export function sharedMessageValues({ messages, triggerSeq }: SharedMessages): unknown[] {
  const [first] = messages;
  if (!first) return [];
  const { seqHex, hashedPrefix } = runIdParts(triggerSeq, first.triggerId);
  return [
    seqHex,
    hashedPrefix,
    first.channelId,
    first.triggerId,
    first.versionId,
    first.workflowId,
    first.tenantId,
    first.deliveryStatus,
    messages.length,
    new Date(first.at),
    plainArray(messages.map(({ ordinal }) => ordinal)),
    textArray(messages.map(({ stepRef }) => stepRef)),
    plainArray(messages.map(({ contentId }) => contentId)),
    plainArray(messages.map(({ actorCount }) => actorCount)),
    plainArray(messages.map(({ activityCount }) => activityCount)),
  ];
}
