import type { MigrationInterface, QueryRunner } from "typeorm";

/** Attempts by minute and by how long the answer took, so that the health of providers is read without reading attempts. */
export class AttemptCounts1764000035000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table attempt_counts (
        environment_id int not null,
        minute timestamptz not null,
        channel_id int not null,
        provider_key text not null,
        is_failed boolean not null,
        bucket smallint not null,
        count int not null,
        primary key (environment_id, minute, channel_id, provider_key, is_failed, bucket)
      ) with (fillfactor = 50);`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
