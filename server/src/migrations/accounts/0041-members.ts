import type { MigrationInterface, QueryRunner } from "typeorm";

/** People who work in the dashboard, the links by which they come in, and the log of what they do. */
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
        environment_id int not null references environments(id) on delete cascade,
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

      alter table environments add column hides_personal_data boolean not null default false;

      create table audit_entries (
        id uuid primary key,
        created_at timestamptz not null,
        action text not null,
        target text not null,
        environment_id int,
        member_id uuid,
        api_key_id uuid,
        actor_name text not null,
        ip_address text,
        changes jsonb not null
      );
      create index audit_entries_by_age on audit_entries (created_at, id);
      create index audit_entries_of_members on audit_entries (member_id, created_at, id) where member_id is not null;
      create index audit_entries_by_target on audit_entries (target, created_at, id);

      create function refuse_audit_change() returns trigger language plpgsql as $$
      begin
        if tg_op = 'DELETE' then
          if old.created_at < now() - interval '400 days' then
            return old;
          end if;
        end if;
        raise exception 'entries of the audit log are neither changed nor deleted within 400 days';
      end $$;
      create trigger audit_entries_stay before update or delete on audit_entries
        for each row execute function refuse_audit_change();
      create trigger audit_entries_stay_all before truncate on audit_entries
        for each statement execute function refuse_audit_change();`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
