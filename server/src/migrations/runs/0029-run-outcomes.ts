import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * The decision that made each run's result, for lists. Runs of earlier releases have none; the API reads it from their trace.
 * Most runs send something, and lists of those need no index of their own.
 */
export class RunOutcomes1764000029000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table runs add column outcome_code text;
      create index runs_by_outcome on runs (environment_id, outcome_code, trigger_seq, created_at, id)
        where outcome_code <> 'message.made';`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
