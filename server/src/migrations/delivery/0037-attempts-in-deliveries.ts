import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * The row of a delivery holds the attempt that is under way, so that a request needs one write before it; `attempts` gets its row with
 * the outcome, and is not updated. Requests are stored as the text that they are, since no statement looks into them. `leased_until` is in no index, and pages have room for two
 * more versions of their rows, so that claims and attempts write no index (HOT). The messages of a recipient are found by `messages`, so their deliveries need no index.
 */
export class AttemptsInDeliveries1764000037000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table deliveries add column provider_key text, add column request_hash text, add column action text,
        add column is_possible_duplicate boolean not null default false, add column attempted_at timestamptz;
      update deliveries d set provider_key = a.provider_key, request_hash = a.request_hash, action = a.action,
          is_possible_duplicate = a.is_possible_duplicate, attempted_at = a.started_at
        from attempts a where d.due_at is not null and a.environment_id = d.environment_id and a.lane = d.lane and a.run_id = d.run_id
          and a.ordinal = d.ordinal and a.number = d.attempt_count;
      alter table deliveries add column leased_until timestamptz,
        add column given_up_at timestamptz generated always as (case when state = 'UNDELIVERED' then updated_at end) stored;
      update deliveries set leased_until = due_at where state = 'SENDING';
      drop index deliveries_of_recipient, deliveries_given_up;
      create index deliveries_given_up on deliveries (environment_id, given_up_at) where given_up_at is not null;
      alter table deliveries set (fillfactor = 45);
      alter table attempts reset (fillfactor), alter column request type json;`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
