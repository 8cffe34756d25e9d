import type { MigrationInterface, QueryRunner } from "typeorm";

/** The vendor's handle of a message that was sent, by which later messages reply to it. */
export class Threads1764000033000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("alter table deliveries add column thread text");
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
