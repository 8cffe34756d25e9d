import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Effects for which runs wait, and that are performed outside their transaction. A row exists until its run continued or
 * ended. The lane's owner creates and deletes rows; a worker that holds a row's lease writes its attempts and its answer.
 */
export class EffectRequests1764000016000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table effect_requests (
        environment_id int not null,
        lane smallint not null,
        id uuid not null,
        run_id uuid not null,
        recipient_key text not null,
        kind text not null,
        request jsonb not null,
        attempts int not null default 0,
        next_attempt_at timestamptz not null,
        lease_token uuid,
        lease_until timestamptz,
        answer jsonb,
        answered_at timestamptz,
        created_at timestamptz not null,
        primary key (environment_id, lane, id)
      );
      create unique index effect_requests_by_run on effect_requests (environment_id, lane, run_id);
      create index effect_requests_open on effect_requests (environment_id, next_attempt_at) where answered_at is null;
      create index effect_requests_answered on effect_requests (environment_id, lane, run_id) where answered_at is not null;
      create index effect_requests_answered_by_time on effect_requests (answered_at, environment_id, lane)
        where answered_at is not null;`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
