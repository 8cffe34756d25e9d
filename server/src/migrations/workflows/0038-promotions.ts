import type { MigrationInterface, QueryRunner } from "typeorm";

/** Where the workflows of an environment are promoted to, and where a version was promoted from, such as `staging@12`. */
export class Promotions1764000038000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table environments add column promotes_to int references environments(id);
      alter table workflow_versions add column promoted_from text;`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
