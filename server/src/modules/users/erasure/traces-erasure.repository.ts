import { ERASE_WHAT_WAS_SENT, MARK_ORPHANED_CONTENTS } from "../../tenants/index.js";
import type { Queryable, Tx } from "../../../platform/postgres/index.js";
import type { RecipientPlace } from "./recipient-erasure.repository.js";

/** Rows per statement, which bounds how long others wait for it. */
const SLICE = 1000;

/**
 * Traces of a recipient in other recipients' rows: calls that named it, actions of which it was the actor, and contents of
 * its messages.
 */
export class TracesErasureRepository {
  /**
   * Empties the recipient's entries in the lists of those calls in its lane. The cursor of a fan-out is an index into its
   * list, so the entry itself stays.
   */
  async emptyEntries(
    tx: Tx,
    { environmentId, lane, recipientKey }: RecipientPlace,
    triggerIds: string[],
  ): Promise<void> {
    await tx.query(
      `update fanouts f set recipients = to_jsonb(array(
         select case when e.value ->> 0 = $3 then '["", null]'::jsonb else e.value end
         from jsonb_array_elements(f.recipients) with ordinality e order by e.ordinality))
       where f.environment_id = $1 and f.lane = $2 and f.trigger_id = any($4::uuid[])
       and f.recipients @> jsonb_build_array(jsonb_build_array($3::text))`,
      [environmentId, lane, recipientKey, triggerIds],
    );
    // A finished fan-out needs no cursor.
    await tx.query(
      `update fanouts set cursor_object = '', cursor_subscriber = ''
       where environment_id = $1 and lane = $2 and trigger_id = any($4::uuid[]) and is_done and cursor_subscriber = $3`,
      [environmentId, lane, recipientKey, triggerIds],
    );
  }

  /** Deletes the attachments that came with the recipient's own data. */
  async deleteAttachments(tx: Tx, { environmentId, recipientKey }: RecipientPlace): Promise<void> {
    await tx.query("delete from attachments where environment_id = $1 and recipient_key = $2", [
      environmentId,
      recipientKey,
    ]);
  }

  /** Triggers in which this recipient's run was cancelled. */
  async cancelledFor(tx: Tx, { environmentId, recipientKey }: RecipientPlace): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      "select id from triggers where environment_id = $1 and cancelled_keys @> array[$2::text]",
      [environmentId, recipientKey],
    );
    return rows.map((row) => row.id);
  }

  /**
   * Calls that reached only this recipient keep their id, workflow, time and counts, and lose their data. Call this after
   * the recipient's runs and entries are deleted.
   */
  async emptyLoneTriggers(tx: Tx, environmentId: number, triggerIds: string[]): Promise<void> {
    await tx.query(
      `with emptied as (update triggers set data = '{}', cancellation_key = null, actor_key = null, cancelled_keys = null
       where environment_id = $1 and id = any(array(
         select t.id from triggers t where t.environment_id = $1 and t.id = any($2::uuid[])
         and not exists (select 1 from runs r where r.environment_id = $1 and r.trigger_seq = t.seq)
         and not exists (select 1 from fanouts f where f.environment_id = $1 and f.trigger_id = t.id and not f.is_done
           and (f.source <> '' or exists (select 1 from jsonb_array_elements(f.recipients) e where e ->> 0 <> '')))
         order by t.id for update)) returning id)
       delete from attachments a using emptied t where a.environment_id = $1 and a.trigger_id = t.id`,
      [environmentId, triggerIds],
    );
  }

  /**
   * A worker that is writing the outcome of an attempt holds the delivery: the deletion that follows sees the attempt. Workers that come later
   * find no delivery, and log nothing.
   */
  async lockDeliveries(tx: Tx, { environmentId, lane, recipientKey }: RecipientPlace): Promise<void> {
    await tx.query(
      `select 1 from messages m join deliveries d using (environment_id, lane, run_id, ordinal)
       where m.environment_id = $1 and m.lane = $2 and m.recipient_key = $3
       order by d.run_id, d.ordinal for update of d`,
      [environmentId, lane, recipientKey],
    );
  }

  /** Deletes the recipient's messages with all that was sent of them, and marks their contents to be looked at. */
  async deleteMessages(tx: Tx, { environmentId, lane, recipientKey }: RecipientPlace): Promise<void> {
    await tx.query(
      `with gone as (
         delete from messages where environment_id = $1 and lane = $2 and recipient_key = $3
         returning content_id, run_id, ordinal
       ), ${ERASE_WHAT_WAS_SENT}
       ${MARK_ORPHANED_CONTENTS}`,
      [environmentId, lane, recipientKey],
    );
  }

  /** Removes the recipient as an actor from others' rows, a slice at a time; returns whether there was anything to remove. */
  async forgetActor(q: Queryable, environmentId: number, recipientKey: string): Promise<boolean> {
    let count = 0;
    for (const sql of ACTOR_STATEMENTS) count += (await q.query(sql, [environmentId, recipientKey, SLICE])).length;
    return count > 0;
  }
}

/** Rows are locked in key order, as every writer that locks several. */
const ACTOR_STATEMENTS = [
  `update triggers set actor_key = null where environment_id = $1 and id = any(array(
     select id from triggers where environment_id = $1 and actor_key = $2 order by id limit $3 for update)) returning 1`,
  `update triggers set cancelled_keys = array_remove(cancelled_keys, $2) where environment_id = $1 and id = any(array(
     select id from triggers where environment_id = $1 and cancelled_keys @> array[$2::text] order by id limit $3 for update))
   returning 1`,
  `update batch_items set actor_key = null where ctid = any(array(
     select ctid from batch_items where environment_id = $1 and actor_key = $2
     order by lane, batch_id, ordinal limit $3 for update)) returning 1`,
  `update contents set actor_keys = array_remove(actor_keys, $2) where ctid = any(array(
     select ctid from contents where environment_id = $1 and actor_keys @> array[$2::text] and actor_keys <> '{}'
     order by id limit $3 for update)) returning 1`,
  `update messages set actor_keys = array_remove(actor_keys, $2) where ctid = any(array(
     select ctid from messages where environment_id = $1 and actor_keys @> array[$2::text]
     order by lane, run_id, ordinal limit $3 for update)) returning 1`,
];
