import type { MigrationInterface, QueryRunner } from "typeorm";

/** When a snoozed item returns to its feed; null if it is not snoozed. */
export class Snoozes1764000010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table messages add column snoozed_until timestamptz;
      create index messages_snoozed on messages (snoozed_until) where snoozed_until is not null;`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
