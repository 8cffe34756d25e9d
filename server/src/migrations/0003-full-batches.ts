import type { MigrationInterface, QueryRunner } from "typeorm";

/** A full batch stays open until it is closed; meanwhile the next one may be opened beside it. */
export class FullBatches1764000003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table batches add column is_full boolean not null default false;
      drop index batches_open;
      create unique index batches_open on batches (environment_id, lane, recipient_key, workflow_id, step_ref, pin, key)
        where is_open and not is_full;`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
