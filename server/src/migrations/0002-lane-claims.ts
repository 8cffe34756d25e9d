import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * A lane in which a worker works, committed before it starts. A row whose worker is gone means that the worker may have
 * crashed on something in this lane; `run_kind` and `run_id` name the run that it was processing alone, if any. Each worker
 * has its own row.
 */
export class LaneClaims1764000002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create sequence worker_seq as int minvalue 1000 cycle;
      drop table lane_claims;
      create table lane_claims (
        environment_id int not null,
        lane smallint not null,
        worker int not null,
        run_kind text,
        run_id uuid,
        claimed_at timestamptz not null,
        primary key (environment_id, lane, worker)
      );`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
