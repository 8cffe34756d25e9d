import type { MigrationInterface, QueryRunner } from "typeorm";

/** Indexes that lists of the API and retention read by. */
export class Lists1764000004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index triggers_by_workflow on triggers (environment_id, workflow_id, seq);
      create index triggers_by_tenant on triggers (environment_id, tenant_id, seq) where tenant_id is not null;

      create index runs_by_recipient on runs (environment_id, lane, recipient_key, trigger_seq);
      create index runs_unfinished on runs (environment_id, trigger_seq, created_at, id)
        where status in ('PENDING', 'WAITING');
      create index runs_cut_short on runs (environment_id, trigger_seq, created_at, id)
        where status in ('FAILED', 'CANCELLED');
      create index messages_by_recipient on messages (environment_id, lane, recipient_key, run_id, ordinal);

      create index objects_by_collection on objects (environment_id, collection, created_at, id);
      drop index subscriptions_by_object;
      create index subscriptions_by_object on subscriptions (environment_id, object_key, subscriber_key);
      create index subscriptions_of_objects on subscriptions (environment_id, object_key) where is_object;
      drop index subscriptions_by_subscriber;
      create index subscriptions_by_subscriber on subscriptions (environment_id, lane, subscriber_key, object_key);

      create index batch_items_by_run on batch_items (environment_id, run_id);
      create index batches_closed on batches (opened_at) where not is_open;`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
