import type { MigrationInterface, QueryRunner } from "typeorm";

/** Finds the deliveries that were given up, the latest first, without keeping the others in an index. */
export class DeadLetters1764000019000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "create index deliveries_given_up on deliveries (environment_id, updated_at) where state = 'UNDELIVERED'",
    );
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
