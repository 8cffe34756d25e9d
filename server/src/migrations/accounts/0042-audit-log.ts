import type { MigrationInterface, QueryRunner } from "typeorm";

/** The log of what people and keys do to the configuration. A trigger keeps entries as they are for 400 days. */
export class AuditLog1764000042000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
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
