import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Indexes by time of waiting rows, over all lanes: a sweep finds due rows without reading others. And indexes for lists and
 * retention.
 */
export class DueByTime1764000005000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index runs_due_by_time on runs (due_at, environment_id, lane) where due_at is not null;
      create index batches_due_by_time on batches (closes_at, environment_id, lane) where is_open;

      create index runs_unfinished_by_workflow on runs (environment_id, workflow_id, trigger_seq, created_at, id)
        where status in ('PENDING', 'WAITING');
      create index runs_cut_short_by_workflow on runs (environment_id, workflow_id, trigger_seq, created_at, id)
        where status in ('FAILED', 'CANCELLED');
      create index messages_not_delivered on messages (environment_id, lane, delivery_status, run_id, ordinal)
        where delivery_status <> 'DELIVERED';

      create index messages_by_batch on messages (environment_id, lane, batch_id) where batch_id is not null;
      drop index batches_closed;
      create index batches_closed on batches (opened_at, id) where not is_open;
      create table retention_cursors (name text primary key, opened_at timestamptz not null, id uuid not null);`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
