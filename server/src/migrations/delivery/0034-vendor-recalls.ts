import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Messages that vendors are asked to take back, or that show newer ones in their place; the older message whose place a newer one
 * takes, of the same lane; and what an attempt asked for. `due_at` is null once nothing is to be done.
 */
export class VendorRecalls1764000034000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table vendor_recalls (
        environment_id int not null,
        lane smallint not null,
        run_id uuid not null,
        ordinal smallint not null,
        channel_id int not null,
        provider_key text not null,
        vendor_id text not null,
        state text not null,
        attempt_count smallint not null default 0,
        due_at timestamptz,
        updated_at timestamptz not null,
        primary key (environment_id, lane, run_id, ordinal)
      );
      create index vendor_recalls_due on vendor_recalls (due_at) where due_at is not null;
      alter table attempts add column action text not null default 'send';
      alter table deliveries add column replaces_run_id uuid, add column replaces_ordinal smallint;`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
