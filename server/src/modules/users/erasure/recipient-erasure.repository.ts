import { isObjectKey } from "../../identifiers/index.js";
import type { Tx } from "../../../platform/postgres/index.js";

/** The key of a recipient in every table with rows of recipients. */
export interface RecipientPlace {
  environmentId: number;
  lane: number;
  recipientKey: string;
}

/**
 * Deletes a recipient from all tables, including tables of modules above this one: erasure is kept in one place so that no
 * table is missed; a test compares the list with the tables that refer to a recipient. The order is the lock order of those
 * modules: recipient, lane, triggers, feeds, messages.
 */
export class RecipientErasureRepository {
  /**
   * A `notify` that stores this recipient locks its row before it creates its trigger. This waits for that lock before
   * triggers are read, so the deletion sees the trigger.
   */
  async lockRecipient(tx: Tx, place: RecipientPlace): Promise<void> {
    const table = isObjectKey(place.recipientKey) ? "objects" : "users";
    await tx.query(
      `select 1 from ${table} where environment_id = $1 and lane = $2 and recipient_key = $3 for update`,
      values(place),
    );
  }

  /** Takes the lane's lock: while it is held, no run of this recipient continues. */
  async lockLane(tx: Tx, { environmentId, lane }: RecipientPlace): Promise<void> {
    await tx.query("select pg_advisory_xact_lock($1, $2)", [environmentId, lane]);
  }

  /**
   * Removes the recipient from triggers that name it and have not reached it yet: its entry in their lists becomes empty
   * (""), and other recipients are not affected. Without a join, which would be planned for the few rows of a young table,
   * while the lane waits. Returns the triggers.
   */
  async withdrawFromFanouts(tx: Tx, place: RecipientPlace): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `update triggers set cancelled_keys = array_append(array_remove(coalesce(cancelled_keys, '{}'), ''), '')
       where environment_id = $1 and id = any(array(
         select id from triggers where environment_id = $1 and id = any(array(
           select trigger_id from fanouts where environment_id = $1 and lane = $2 and not is_done
           and recipients @> jsonb_build_array(jsonb_build_array($3::text))))
         order by id for update))
       returning id`,
      values(place),
    );
    return rows.map((row) => row.id);
  }

  async deleteBatches(tx: Tx, place: RecipientPlace): Promise<void> {
    await tx.query(
      `with gone as (
         delete from batches where environment_id = $1 and lane = $2 and recipient_key = $3 returning id
       )
       delete from batch_items where environment_id = $1 and lane = $2 and batch_id in (select id from gone)`,
      values(place),
    );
  }

  /** In key order, like every writer that locks several requests. */
  async deleteEffectRequests(tx: Tx, place: RecipientPlace): Promise<void> {
    await tx.query(
      `delete from effect_requests where (environment_id, lane, id) in (
         select environment_id, lane, id from effect_requests where environment_id = $1 and lane = $2 and recipient_key = $3
         order by environment_id, lane, id for update)`,
      values(place),
    );
  }

  /** Unfinished runs count as cancelled, so that their triggers can finish. Returns the triggers. */
  async deleteRuns(tx: Tx, place: RecipientPlace): Promise<string[]> {
    const rows = await tx.query<{ trigger_id: string }>(
      `with gone as (
         delete from runs where environment_id = $1 and lane = $2 and recipient_key = $3
         returning trigger_id, source, status
       ), counted as (
         update fanouts f set cancelled_count = f.cancelled_count + g.count
         from (select trigger_id, source, count(*)::int as count from gone where status in ('PENDING', 'WAITING')
               group by trigger_id, source) g
         where f.environment_id = $1 and f.lane = $2 and f.trigger_id = g.trigger_id and f.source = g.source
       )
       select distinct trigger_id from gone`,
      values(place),
    );
    return rows.map((row) => row.trigger_id);
  }

  async lockFeeds(tx: Tx, place: RecipientPlace): Promise<void> {
    await tx.query(
      `select 1 from feeds where environment_id = $1 and lane = $2 and recipient_key = $3 order by channel_id for update`,
      values(place),
    );
  }

  /** A feed that is created again has another epoch, so that clients drop the items of this one. */
  async deleteFeeds(tx: Tx, place: RecipientPlace): Promise<number[]> {
    const rows = await tx.query<{ channel_id: number }>(
      "delete from feeds where environment_id = $1 and lane = $2 and recipient_key = $3 returning channel_id",
      values(place),
    );
    return rows.map((row) => row.channel_id);
  }

  /** Other data of the recipient: rows of tables with a `recipient_key` whose deletion needs no order. */
  async deleteRows(tx: Tx, place: RecipientPlace): Promise<void> {
    for (const table of PLAIN_TABLES) {
      await tx.query(
        `delete from ${table} where environment_id = $1 and lane = $2 and recipient_key = $3`,
        values(place),
      );
    }
  }

  /** The recipient's replies and bounces, and the suppressions of the addresses that the user has now. */
  async deleteSuppressions(tx: Tx, place: RecipientPlace): Promise<void> {
    await tx.query(
      `delete from suppressions where id in (
         select id from suppressions where environment_id = $1 and recipient_key = $3
         union all
         select s.id from users u cross join lateral (
           values ('EMAIL', lower(trim(u.email))), ('SMS', regexp_replace(u.phone_number, '[^0-9+]', '', 'g'))
         ) as a(type, address)
         join suppressions s on s.environment_id = $1 and s.channel_type = a.type and s.address = a.address
         where u.environment_id = $1 and u.lane = $2 and u.recipient_key = $3)`,
      values(place),
    );
  }

  async deleteSubscriptionsOf(tx: Tx, place: RecipientPlace): Promise<void> {
    await tx.query(
      "delete from subscriptions where environment_id = $1 and lane = $2 and subscriber_key = $3",
      values(place),
    );
  }
}

const PLAIN_TABLES = [
  "superseding",
  "channel_data",
  "feed_removals",
  "throttles",
  "frequency_marks",
  "preference_sets",
];

function values({ environmentId, lane, recipientKey }: RecipientPlace): unknown[] {
  return [environmentId, lane, recipientKey];
}
