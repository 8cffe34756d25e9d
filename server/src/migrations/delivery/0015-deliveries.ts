import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Messages that leave Carillon, and the attempts to send them. `due_at` is when a worker looks at a delivery again: when it is to
 * be sent, when the lease of an attempt ends, or when an uncertain one is decided; null once nothing is to be done. Every claim
 * raises `fence`, and who writes an outcome names the fence of its claim. The index holds only deliveries with something to do.
 */
export class Deliveries1764000015000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table deliveries (
        environment_id int not null,
        lane smallint not null,
        run_id uuid not null,
        ordinal smallint not null,
        channel_id int not null,
        recipient_key text not null,
        state delivery_status not null,
        due_at timestamptz,
        fence int not null default 0,
        attempt_count smallint not null default 0,
        provider_position smallint not null default 0,
        provider_attempt_count smallint not null default 0,
        key_since timestamptz,
        is_uncertain boolean not null default false,
        address jsonb,
        seed text not null,
        vendor_id text,
        reason text,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        primary key (environment_id, lane, run_id, ordinal)
      ) with (fillfactor = 80);
      create index deliveries_due on deliveries (channel_id, due_at) where due_at is not null;
      create index deliveries_of_recipient on deliveries (environment_id, lane, recipient_key);
      create table attempts (
        environment_id int not null,
        lane smallint not null,
        run_id uuid not null,
        ordinal smallint not null,
        number smallint not null,
        provider_key text not null,
        fence int not null,
        request_hash text not null,
        is_possible_duplicate boolean not null,
        request jsonb,
        started_at timestamptz not null,
        answered_at timestamptz,
        outcome text,
        code text,
        reason text,
        response jsonb,
        retry_at timestamptz,
        primary key (environment_id, lane, run_id, ordinal, number)
      ) with (fillfactor = 80);`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
