import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * When triggers and deliveries are of no use any more; and the latest message of each recipient and channel by the hidden key
 * that a newer one replaces it by. Only the owner of the lane writes `superseding`.
 */
export class Expiry1764000022000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table triggers add column expires_at timestamptz;
      alter table deliveries add column expires_at timestamptz;
      create table superseding (
        environment_id int not null,
        lane smallint not null,
        recipient_key text not null,
        channel_id int not null,
        key text not null,
        run_id uuid not null,
        ordinal smallint not null,
        made_at timestamptz not null,
        primary key (environment_id, lane, recipient_key, channel_id, key)
      );
      create index superseding_by_age on superseding (made_at);`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
