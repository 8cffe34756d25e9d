import type { MigrationInterface, QueryRunner } from "typeorm";

/** Messages of vendors that tell what became of them only when they are asked. A row goes with the last answer, or after a day. */
export class StatusChecks1764000027000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table status_checks (
        environment_id int not null,
        lane smallint not null,
        run_id uuid not null,
        ordinal smallint not null,
        channel_id int not null,
        provider_key text not null,
        vendor_id text not null,
        sent_at timestamptz not null,
        due_at timestamptz not null,
        primary key (environment_id, lane, run_id, ordinal)
      );
      create index status_checks_due on status_checks (due_at);`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
