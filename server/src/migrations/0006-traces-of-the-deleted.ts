import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Indexes for erasure: rows in which a deleted person is the actor or somebody whose run was cancelled, and contents of
 * deleted messages. `orphan_seq` is the sequence number of the trigger whose runs may use the content; it is set until a
 * sweep has checked whether any message still does.
 */
export class TracesOfTheDeleted1764000006000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table contents add column orphan_seq bigint;
      create index contents_orphaned on contents (environment_id, id) where orphan_seq is not null;
      create index contents_by_actor on contents using gin (actor_keys) where actor_keys <> '{}';
      create index messages_by_actor on messages using gin (actor_keys) where actor_keys is not null;
      create index triggers_by_actor on triggers (environment_id, actor_key) where actor_key is not null;
      create index triggers_by_cancelled on triggers using gin (cancelled_keys) where cancelled_keys is not null;
      create index batch_items_by_actor on batch_items (environment_id, actor_key) where actor_key is not null;`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
