import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * The bytes of attachments, once for each trigger: its data names them by id. `recipient_key` is the recipient whose own data they
 * came with. Files are compressed already, so Postgres does not try.
 */
export class Attachments1764000031000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table attachments (
        environment_id int not null,
        id uuid not null,
        trigger_id uuid not null,
        recipient_key text,
        content bytea not null,
        created_at timestamptz not null,
        primary key (environment_id, id)
      );
      alter table attachments alter column content set storage external;
      create index attachments_of_trigger on attachments (environment_id, trigger_id);
      create index attachments_of_recipient on attachments (environment_id, recipient_key) where recipient_key is not null;`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
