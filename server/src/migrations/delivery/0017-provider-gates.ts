import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * What all workers share about a provider in one environment, as JSON of `Gate`; and why a provider of one channel is stopped.
 * `due_kind` says what a due delivery needs of its provider: 0 a first request, 1 another one, 2 none. Each combination of
 * channel, position and kind is a queue of its own in the index, so that a provider that is held leaves no mark on the others.
 * Rows of `channel_providers` are replaced when settings change, and their stop ends with them.
 */
export class ProviderGates1764000017000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table deliveries add column due_kind smallint not null default 0;
      update deliveries set due_kind = case when state = 'SENDING' then 2 when attempt_count > 0 then 1 else 0 end
        where due_at is not null;
      drop index deliveries_due;
      create index deliveries_due on deliveries (channel_id, provider_position, due_kind, due_at) where due_at is not null;
      alter table channel_providers add column stopped_at timestamptz;
      alter table channel_providers add column stopped_until timestamptz;
      alter table channel_providers add column stop_count smallint not null default 0;
      alter table channel_providers add column stop_code text;
      alter table channel_providers add column stop_reason text;
      create table provider_gates (
        environment_id int not null,
        provider_key text not null,
        state jsonb not null,
        primary key (environment_id, provider_key)
      ) with (fillfactor = 50);`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
