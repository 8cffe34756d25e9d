import type { MigrationInterface, QueryRunner } from "typeorm";

/** The schemes that links of an environment's messages may have beside the common ones. */
export class LinkSchemes1764000008000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("alter table environments add column link_schemes text[] not null default '{}'");
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
