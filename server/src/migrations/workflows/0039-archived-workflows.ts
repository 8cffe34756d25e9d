import type { MigrationInterface, QueryRunner } from "typeorm";

/** When a workflow was archived: its key is free for another one, and its runs, messages and versions are kept. */
export class ArchivedWorkflows1764000039000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table workflows add column archived_at timestamptz;
      alter table workflows drop constraint workflows_environment_id_key_key;
      create unique index workflows_by_key on workflows (environment_id, key) where archived_at is null;
      create index workflows_archived on workflows (environment_id, key, archived_at);`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
