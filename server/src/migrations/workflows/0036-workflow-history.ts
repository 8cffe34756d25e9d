import type { MigrationInterface, QueryRunner } from "typeorm";

/** Who saved a draft and who committed a version, the revision of a draft, and which version another one brought back. */
export class WorkflowHistory1764000036000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table workflows
        add column draft_revision int not null default 0,
        add column draft_author jsonb;
      alter table workflow_versions
        add column author jsonb,
        add column revert_of int;`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
