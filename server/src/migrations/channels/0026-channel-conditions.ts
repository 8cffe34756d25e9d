import type { MigrationInterface, QueryRunner } from "typeorm";

/** Conditions of channels, and what a step says of messages whose answer was lost, in place of its channel. */
export class ChannelConditions1764000026000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table channels add column conditions jsonb;
      alter table deliveries add column on_uncertain text;`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
