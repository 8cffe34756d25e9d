import type { MigrationInterface, QueryRunner } from "typeorm";

/** Addresses to which nothing is sent; and users by their phone number, whose replies by SMS name nothing else. */
export class Suppressions1764000025000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table suppressions (
        id uuid primary key,
        environment_id int not null references environments(id),
        channel_type text not null,
        address text not null,
        reason text not null,
        note text,
        recipient_key text,
        created_at timestamptz not null
      );
      create unique index suppressions_address on suppressions (environment_id, channel_type, address);
      create index suppressions_by_age on suppressions (environment_id, created_at, id);
      create index suppressions_of_recipient on suppressions (environment_id, recipient_key) where recipient_key is not null;
      create index users_by_phone_number on users (environment_id, regexp_replace(phone_number, '[^0-9+]', '', 'g'))
        where phone_number is not null;`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
