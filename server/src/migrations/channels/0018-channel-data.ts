import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Where push and chat channels reach recipients, and the tokens by which they post for tenants. `entries` may be read; `secrets`
 * are encrypted.
 */
export class ChannelData1764000018000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table channel_data (
        environment_id int not null,
        lane smallint not null,
        recipient_key text not null,
        channel_id int not null,
        entries jsonb not null,
        token_hint text,
        secrets text,
        updated_at timestamptz not null,
        primary key (environment_id, lane, recipient_key, channel_id)
      );
      create index channel_data_of_channel on channel_data (channel_id);
      create table tenant_channel_data (
        environment_id int not null,
        tenant_id text not null,
        channel_id int not null,
        entries jsonb not null,
        token_hint text,
        secrets text,
        updated_at timestamptz not null,
        primary key (environment_id, tenant_id, channel_id)
      );
      create index tenant_channel_data_of_channel on tenant_channel_data (channel_id);`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
