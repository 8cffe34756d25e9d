import type { MigrationInterface, QueryRunner } from "typeorm";

/** The triggers of one cancellation key in their order: a list of them reads a page of them, however many there are. */
export class OrderedCancellations1764000009000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index triggers_by_cancellation;
      create index triggers_by_cancellation on triggers (environment_id, workflow_id, cancellation_key, seq)
        where cancellation_key is not null;`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
