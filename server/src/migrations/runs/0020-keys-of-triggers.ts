import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * The idempotency key of a call of `notify` stands in its trigger, as a hash, with a hash of the call's input. Keys of calls
 * that were stored before this migration keep their meaning.
 */
export class KeysOfTriggers1764000020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table triggers add column key_hash uuid, add column request_hash uuid;
      update triggers t set request_hash = encode(substring(i.request_hash from 1 for 16), 'hex')::uuid,
        key_hash = encode(substring(sha256(convert_to(i.key, 'UTF8')) from 1 for 16), 'hex')::uuid
      from idempotency i
      where i.mutation = 'notify' and i.response is not null and t.environment_id = i.environment_id
        and t.id = (i.response->>'triggerId')::uuid;
      delete from idempotency where mutation = 'notify';
      create unique index triggers_by_key on triggers (environment_id, key_hash) where key_hash is not null;`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
