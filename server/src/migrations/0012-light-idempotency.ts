import type { MigrationInterface, QueryRunner } from "typeorm";

/** The age of idempotency keys by ranges of pages: every keyed call writes a row, and only the sweep asks for old ones. */
export class LightIdempotency1764000012000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index idempotency_by_age;
      create index idempotency_by_age on idempotency using brin (created_at)
        with (pages_per_range = 32, autosummarize = on);`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
