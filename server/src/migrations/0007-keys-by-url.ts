import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * The URL at which an environment publishes its signing keys, and the environment whose key created it; null if the operator
 * did.
 */
export class KeysByUrl1764000007000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table environments add column jwks_url text;
      alter table environments add column made_by int;`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
