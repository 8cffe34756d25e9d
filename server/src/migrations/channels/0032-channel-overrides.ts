import type { MigrationInterface, QueryRunner } from "typeorm";

/** What the steps of a channel say of where and as whom messages go, where they say nothing themselves. */
export class ChannelOverrides1764000032000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("alter table channels add column overrides jsonb");
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
