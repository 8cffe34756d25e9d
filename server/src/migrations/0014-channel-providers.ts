import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * The providers of channels in order of failover, their secrets encrypted. A deleted channel keeps its row, since its messages
 * name it; its key is free again.
 */
export class ChannelProviders1764000014000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table channels add column is_sandbox boolean not null default false;
      alter table channels add column on_uncertain text;
      alter table channels add column deleted_at timestamptz;
      alter table channels drop constraint channels_environment_id_key_key;
      create unique index channels_key on channels (environment_id, key) where deleted_at is null;
      create table channel_providers (
        channel_id int not null references channels(id),
        position smallint not null,
        environment_id int not null references environments(id),
        provider_key text not null,
        settings jsonb not null,
        secret_hints jsonb not null,
        secrets text,
        primary key (channel_id, position)
      );
      create index channel_providers_of_environment on channel_providers (environment_id);`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
