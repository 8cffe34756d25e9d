import type { MigrationInterface, QueryRunner } from "typeorm";

/** When an item was pinned; null if it is not. Each feed has few pinned items, and the index contains only them. */
export class Pins1764000013000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table messages add column pinned_at timestamptz;
      create index messages_pinned on messages (environment_id, lane, recipient_key, channel_id, position)
        where pinned_at is not null;`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
