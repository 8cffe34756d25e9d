import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * What comes back from vendors. `channel_callbacks` holds the secrets of callback URLs. A row of `callbacks` is a request as it
 * came; `due_at` is when a worker reads it, and null once it is kept for its outcome alone, without its contents. A row of
 * `message_events` is something that happened to a message outside; its key makes a repeated callback harmless.
 */
export class Callbacks1764000021000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table channel_callbacks (
        handle text primary key,
        environment_id int not null references environments(id),
        channel_id int not null references channels(id),
        hash text not null,
        secret text not null,
        created_at timestamptz not null,
        expires_at timestamptz
      );
      create unique index channel_callbacks_current on channel_callbacks (channel_id) where expires_at is null;
      create table callbacks (
        id bigint generated always as identity primary key,
        environment_id int not null,
        channel_id int not null,
        handle text not null,
        received_at timestamptz not null,
        due_at timestamptz,
        tries smallint not null default 0,
        query text,
        headers jsonb,
        body text,
        outcome text,
        reason text
      );
      create index callbacks_due on callbacks (channel_id, due_at) where due_at is not null;
      create index callbacks_kept on callbacks (received_at) where due_at is null;
      create table message_events (
        environment_id int not null,
        lane smallint not null,
        run_id uuid not null,
        ordinal smallint not null,
        replay_key text not null,
        at timestamptz not null,
        code text not null,
        provider_key text not null,
        detail jsonb not null,
        primary key (environment_id, lane, run_id, ordinal, replay_key)
      );
      create index deliveries_by_vendor_id on deliveries (channel_id, vendor_id) where vendor_id is not null;`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
