import type { MigrationInterface, QueryRunner } from "typeorm";

/** Sessions of the dashboard. The token itself is in the browser's cookie alone. */
export class Sessions1764000028000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table sessions (
        id uuid primary key,
        token_hash bytea not null unique,
        role text not null,
        sign_in_method text not null,
        environment_id int,
        created_at timestamptz not null,
        last_used_at timestamptz not null,
        expires_at timestamptz not null,
        ended_at timestamptz,
        ip_address text,
        user_agent text
      );
      create index sessions_by_expiry on sessions (expires_at);`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
