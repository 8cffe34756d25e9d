import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Users by what a support person knows of them: the beginning of their id, name or last name, or their email address. In the
 * order of bytes, so that a prefix is a range whatever the collation of the database. `users_by_phone_number` exists.
 */
export class FindingUsers1764000040000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index users_by_id_prefix on users (environment_id, (lower(user_id) collate "C"));
      create index users_by_name on users (environment_id, (lower(name) collate "C")) where name is not null;
      create index users_by_last_name on users (environment_id, (lower(substring(name from '[^ ]+$')) collate "C"))
        where name like '% %';
      create index users_by_email on users (environment_id, lower(email)) where email is not null;`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
