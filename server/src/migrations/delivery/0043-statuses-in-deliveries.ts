import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * The status of a message that leaves is read from its delivery, and an outcome does not write `messages`. `settled_state` is the
 * state without the attempt under way: its index is written with each outcome, but not before a request. The index leaves out what
 * was delivered, so that no look-up by key can use it.
 */
export class StatusesInDeliveries1764000043000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table deliveries add column settled_state delivery_status not null generated always as (
        case when state <> 'SENDING' then state when is_uncertain then 'UNCERTAIN' else 'QUEUED' end) stored;
      create index deliveries_by_state on deliveries (environment_id, lane, settled_state, run_id, ordinal)
        where settled_state <> 'DELIVERED';
      create index messages_not_sent on messages (environment_id, lane, run_id, ordinal) where delivery_status = 'NOT_SENT';
      drop index messages_not_delivered;`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
