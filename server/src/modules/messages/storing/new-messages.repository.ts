import { DistinctRows, jsonList, plainArray, textArray, type Tx } from "../../../platform/postgres/index.js";
import { storedContent } from "../contents/stored-content.js";
import type { NewMessage } from "../message.repository.js";

/** Inserts messages that are in no feed. */
export class NewMessagesRepository {
  /** Stores messages of one environment, created at one moment, in one statement. */
  async insert(tx: Tx, messages: readonly NewMessage[]): Promise<void> {
    const [first] = messages;
    if (first) await tx.query(INSERT, [first.environmentId, ...newMessageValues(messages)]);
  }
}

/**
 * SQL: inserts messages of one environment, created at one moment. `position`: the position of row `r` in its feed, where `r.n`
 * is the number of the message, from 1. `beside`: other rows to read it from. $1 is the environment; the parameters from `$first`
 * on are `newMessageValues`. Values that messages of a set share are sent once, and each row refers to its kind.
 */
export function insertNewMessages(first: number, position: string, beside = ""): string {
  const p = (n: number): string => `$${first + n}`;
  const ofKind = (n: number, type: string): string => `(${p(n)}::${type}[])[r.kind]`;
  return `insert into messages (environment_id, lane, ordinal, channel_id, trigger_id, version_id, workflow_id, step_ref,
     tenant_id, delivery_status, content_id, actor_count, activity_count, run_id, recipient_key, position, version, blocks, data,
     actor_keys, batch_id, created_at, updated_at)
   select $1::int, r.lane, ${ofKind(1, "smallint")}, ${ofKind(2, "int")}, ${ofKind(3, "uuid")}, ${ofKind(4, "int")}, ${ofKind(5, "int")},
     ${ofKind(6, "text")}, ${ofKind(7, "text")}, ${ofKind(8, "delivery_status")}, ${ofKind(9, "uuid")}, ${ofKind(10, "int")},
     ${ofKind(11, "int")}, r.run_id, r.key, r.position, r.position, nullif(r.blocks, 'null'), nullif(r.data, 'null'),
     case when r.actors <> 'null' then array(select jsonb_array_elements_text(r.actors)) end, r.batch_id, ${p(0)}::timestamptz, ${p(0)}::timestamptz
   from (
     select r.*, ${position} as position from rows from (
       unnest(${p(12)}::smallint[], ${p(13)}::int[], ${p(14)}::uuid[], ${p(15)}::text[], ${p(16)}::uuid[]),
       jsonb_array_elements(${p(17)}::jsonb), jsonb_array_elements(${p(18)}::jsonb), jsonb_array_elements(${p(19)}::jsonb)
     ) with ordinality as r(lane, kind, run_id, key, batch_id, blocks, data, actors, n) ${beside}
   ) r`;
}

export function newMessageValues(messages: readonly NewMessage[]): unknown[] {
  const kinds = new DistinctRows<NewMessage>(isSameKind, kindName);
  const kindOf = messages.map((message) => kinds.indexOf(message));
  return [
    new Date(messages[0]?.at ?? 0),
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
    textArray(messages.map((message) => message.batchId)),
    jsonList(messages.map(({ content }) => content && storedContent(content))),
    jsonList(messages.map((message) => message.data)),
    jsonList(messages.map((message) => message.actorKeys)),
  ];
}

const INSERT = insertNewMessages(2, "0");

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
