import type { AgeKey, Page } from "../../platform/paging/index.js";
import { keysetSql } from "../../platform/paging/index.js";
import type { Queryable, Tx } from "../../platform/postgres/index.js";
import type { Role } from "../requests/index.js";

export type SignInMethod = "OIDC" | "PASSWORD";

export interface MemberRow {
  id: string;
  /** In lower case. */
  email: string;
  name: string | null;
  role: Role;
  /** Whether a claim of the identity provider gave the role, and not a person. */
  is_role_claimed: boolean;
  sign_in_method: SignInMethod;
  /** Issuer and subject at the identity provider, from the first sign-in on. */
  oidc_subject: string | null;
  created_at: Date;
  /** Null while the invitation is open. */
  joined_at: Date | null;
  last_seen_at: Date | null;
}

/** A role that differs in one environment; null for no access. */
export interface EnvironmentRoleRow {
  member_id: string;
  environment_key: string;
  role: Role | null;
}

export interface NewMemberRow extends Omit<MemberRow, "last_seen_at"> {
  password_hash: string | null;
}

const COLUMNS =
  "id, email, name, role, is_role_claimed, sign_in_method, oidc_subject, created_at, joined_at, last_seen_at";

/** Members belong to the account, not to one environment: its statements have no environment in their conditions. */
export class MemberRepository {
  async byId(q: Queryable, id: string): Promise<MemberRow | null> {
    const rows = await q.query<MemberRow>(`select ${COLUMNS} from members where id = $1`, [id]);
    return rows[0] ?? null;
  }

  byIds(q: Queryable, ids: readonly string[]): Promise<MemberRow[]> {
    return q.query<MemberRow>(`select ${COLUMNS} from members where id = any($1::uuid[])`, [ids]);
  }

  async byEmail(q: Queryable, email: string): Promise<MemberRow | null> {
    const rows = await q.query<MemberRow>(`select ${COLUMNS} from members where email = $1`, [email]);
    return rows[0] ?? null;
  }

  async bySubject(q: Queryable, subject: string): Promise<MemberRow | null> {
    const rows = await q.query<MemberRow>(`select ${COLUMNS} from members where oidc_subject = $1`, [subject]);
    return rows[0] ?? null;
  }

  /** The hash of the password of a member who has joined; null for others. */
  async passwordHash(q: Queryable, email: string): Promise<{ id: string; password_hash: string } | null> {
    const rows = await q.query<{ id: string; password_hash: string }>(
      "select id, password_hash from members where email = $1 and joined_at is not null and password_hash is not null",
      [email],
    );
    return rows[0] ?? null;
  }

  page(q: Queryable, page: Page<AgeKey>): Promise<MemberRow[]> {
    const { and, orderAndLimit, values } = keysetSql(page, { columns: ["created_at", "id"], direction: "asc" }, 1);
    return q.query<MemberRow>(`select ${COLUMNS} from members where true${and} ${orderAndLimit}`, values);
  }

  rolesOf(q: Queryable, ids: readonly string[]): Promise<EnvironmentRoleRow[]> {
    return q.query<EnvironmentRoleRow>(
      `select r.member_id, e.key as environment_key, r.role from member_environment_roles r
       join environments e on e.id = r.environment_id where r.member_id = any($1::uuid[]) order by e.id`,
      [ids],
    );
  }

  async hasJoined(q: Queryable): Promise<boolean> {
    const rows = await q.query<{ yes: boolean }>(
      "select exists (select 1 from members where joined_at is not null) as yes",
    );
    return rows[0]?.yes === true;
  }

  /** Blocks concurrent changes of members; the count of owners then stays as it is. */
  async lock(tx: Tx): Promise<void> {
    await tx.query("lock table members in share row exclusive mode");
  }

  async ownerCount(tx: Tx): Promise<number> {
    const rows = await tx.query<{ count: number }>(
      "select count(*) as count from members where role = 'OWNER' and joined_at is not null",
    );
    return rows[0]?.count ?? 0;
  }

  /** Null if the address is taken. */
  async insert(q: Queryable, row: NewMemberRow): Promise<MemberRow | null> {
    const rows = await q.query<MemberRow>(
      `insert into members (id, email, name, role, is_role_claimed, sign_in_method, oidc_subject, created_at, joined_at, password_hash)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (email) do nothing returning ${COLUMNS}`,
      [
        ...[row.id, row.email, row.name, row.role, row.is_role_claimed, row.sign_in_method, row.oidc_subject],
        ...[row.created_at, row.joined_at, row.password_hash],
      ],
    );
    return rows[0] ?? null;
  }

  /** By a link: the member has joined, by a password. */
  async join(
    q: Queryable,
    id: string,
    { name, passwordHash, at, role }: { name: string | null; passwordHash: string; at: Date; role: Role },
  ): Promise<void> {
    await q.query(
      `update members set name = coalesce($2, name), password_hash = $3, sign_in_method = 'PASSWORD', role = $5,
         is_role_claimed = false, joined_at = coalesce(joined_at, $4) where id = $1`,
      [id, name, passwordHash, at, role],
    );
  }

  /** By the identity provider. */
  async joinByProvider(
    q: Queryable,
    id: string,
    change: { subject: string; name: string | null; role: Role; isRoleClaimed: boolean; at: Date },
  ): Promise<void> {
    await q.query(
      `update members set oidc_subject = $2, name = coalesce($3, name), role = $4, is_role_claimed = $5,
         sign_in_method = case when joined_at is null then 'OIDC' else sign_in_method end,
         joined_at = coalesce(joined_at, $6) where id = $1`,
      [id, change.subject, change.name, change.role, change.isRoleClaimed, change.at],
    );
  }

  async setRole(q: Queryable, id: string, role: Role): Promise<void> {
    await q.query("update members set role = $2, is_role_claimed = false where id = $1", [id, role]);
  }

  /** `role` null: no access there. */
  async setEnvironmentRole(q: Queryable, id: string, environmentId: number, role: Role | null): Promise<void> {
    await q.query(
      `insert into member_environment_roles (member_id, environment_id, role) values ($1, $2, $3)
       on conflict (member_id, environment_id) do update set role = excluded.role`,
      [id, environmentId, role],
    );
  }

  async clearEnvironmentRoles(q: Queryable, id: string): Promise<void> {
    await q.query("delete from member_environment_roles where member_id = $1", [id]);
  }

  async remove(q: Queryable, id: string): Promise<void> {
    await q.query("delete from members where id = $1", [id]);
  }
}
