import type { MigrationInterface, QueryRunner } from "typeorm";

/** People who work in the dashboard, their sessions, and the links by which they come in. */
export class Members1764000041000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table members (
        id uuid primary key,
        email text not null unique,
        name text,
        role text not null,
        is_role_claimed boolean not null default false,
        sign_in_method text not null,
        password_hash text,
        oidc_subject text unique,
        created_at timestamptz not null,
        joined_at timestamptz,
        last_seen_at timestamptz
      );
      create index members_by_age on members (created_at, id);

      create table member_environment_roles (
        member_id uuid not null references members(id) on delete cascade,
        environment_id int not null,
        role text,
        primary key (member_id, environment_id)
      );

      create table member_links (
        token_hash bytea primary key,
        kind text not null,
        member_id uuid references members(id) on delete cascade,
        email text,
        expires_at timestamptz not null,
        used_at timestamptz
      );
      create index member_links_by_expiry on member_links (expires_at);

      alter table sessions add column member_id uuid, add column signed_in_at timestamptz;
      update sessions set signed_in_at = created_at;
      alter table sessions alter column signed_in_at set not null;
      create index sessions_of_members on sessions (member_id, created_at) where member_id is not null;

      alter table environments add column hides_personal_data boolean not null default false;`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
