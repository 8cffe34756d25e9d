import type { Queryable, Tx } from "../../../platform/postgres/index.js";
import type { Role } from "../../requests/index.js";

/**
 * How a session began: by the development door, by the one-time link that a development server prints, by a password, or by
 * the identity provider.
 */
export type SessionMethod = "LOCAL" | "LINK" | "PASSWORD" | "OIDC";

export interface SessionRow {
  id: string;
  /** At the time of the sign-in; for a member, the member's row decides. */
  role: Role;
  sign_in_method: SessionMethod;
  /** The only environment that it may see; null for all. */
  environment_id: number | null;
  /** Null for a session that belongs to no member. */
  member_id: string | null;
  created_at: Date;
  signed_in_at: Date;
  last_used_at: Date;
  expires_at: Date;
  ip_address: string | null;
  user_agent: string | null;
}

/** The member of a session, as of now. */
export interface SessionMember {
  name: string;
  role: Role;
}

/** The environment that a request names, and the session's role in it. */
export interface SeenEnvironment {
  id: number;
  is_development: boolean;
  hides_personal_data: boolean;
  role: Role;
}

/** A session, and the environment that its request names; null if the session may not see it. */
export interface FoundSession {
  session: SessionRow;
  member: SessionMember | null;
  environment: SeenEnvironment | null;
}

interface LiveRow extends SessionRow {
  named_id: number | null;
  is_development: boolean | null;
  hides_personal_data: boolean | null;
  member_name: string | null;
  account_role: Role | null;
  role_here: Role | null;
}

const COLUMNS = [
  ...["id", "role", "sign_in_method", "environment_id", "member_id", "created_at", "signed_in_at", "last_used_at"],
  ...["expires_at", "ip_address", "user_agent"],
]
  .map((column) => `s.${column}`)
  .join(", ");
const CLEARED_MAX = 100;
const LISTED_MAX = 100;

/** A member's role in an environment: its own there, if there is one, or the one for everywhere. */
const ROLE_HERE = `case when s.member_id is null then s.role
  when r.member_id is not null and m.role <> 'OWNER' then r.role else m.role end`;

/** Sessions belong to the account, not to one environment: its statements have no environment in their conditions. */
export class SessionRepository {
  async insert(q: Queryable, row: SessionRow, tokenHash: Buffer): Promise<void> {
    await q.query(
      `insert into sessions (id, role, sign_in_method, environment_id, member_id, created_at, signed_in_at, last_used_at,
         expires_at, ip_address, user_agent, token_hash)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        ...[row.id, row.role, row.sign_in_method, row.environment_id, row.member_id, row.created_at, row.signed_in_at],
        ...[row.last_used_at, row.expires_at, row.ip_address, row.user_agent, tokenHash],
      ],
    );
  }

  /** By its token. `idleBefore`: sessions that were last used before have ended. */
  async live(
    q: Queryable,
    { tokenHash, environmentKey }: { tokenHash: Buffer; environmentKey: string },
    { now, idleBefore }: { now: Date; idleBefore: Date },
  ): Promise<FoundSession | null> {
    const [row] = await q.query<LiveRow>(
      `select ${COLUMNS}, e.id as named_id, e.is_development, e.hides_personal_data,
         coalesce(m.name, m.email) as member_name, m.role as account_role, ${ROLE_HERE} as role_here
       from sessions s
       left join members m on m.id = s.member_id
       left join environments e on e.key = $2 and (s.environment_id is null or s.environment_id = e.id)
       left join member_environment_roles r on r.member_id = s.member_id and r.environment_id = e.id
       where s.token_hash = $1 and s.ended_at is null and s.expires_at > $3 and s.last_used_at > $4
         and (s.member_id is null or m.joined_at is not null)`,
      [tokenHash, environmentKey, now, idleBefore],
    );
    return row ? foundSession(row) : null;
  }

  /** The session of a token, whatever environment it may see. */
  async byToken(q: Queryable, tokenHash: Buffer, now: Date, idleBefore: Date): Promise<SessionRow | null> {
    const rows = await q.query<SessionRow>(
      `select ${COLUMNS} from sessions s left join members m on m.id = s.member_id
       where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2 and s.last_used_at > $3
         and (s.member_id is null or m.joined_at is not null)`,
      [tokenHash, now, idleBefore],
    );
    return rows[0] ?? null;
  }

  async byId(q: Queryable, id: string): Promise<SessionRow | null> {
    const rows = await q.query<SessionRow>(`select ${COLUMNS} from sessions s where s.id = $1`, [id]);
    return rows[0] ?? null;
  }

  /** The live sessions of a member, latest first. */
  ofMember(q: Queryable, memberId: string, now: Date, idleBefore: Date): Promise<SessionRow[]> {
    return q.query<SessionRow>(
      `select ${COLUMNS} from sessions s
       where s.member_id = $1 and s.ended_at is null and s.expires_at > $2 and s.last_used_at > $3
       order by s.created_at desc, s.id desc limit ${LISTED_MAX}`,
      [memberId, now, idleBefore],
    );
  }

  /** The environments that a session may see, oldest first, with its role in each. */
  environmentsOf(q: Queryable, sessionId: string): Promise<{ id: number; key: string; role: Role }[]> {
    return q.query(
      `select e.id, e.key, ${ROLE_HERE} as role from sessions s
       left join members m on m.id = s.member_id
       join environments e on s.environment_id is null or s.environment_id = e.id
       left join member_environment_roles r on r.member_id = s.member_id and r.environment_id = e.id
       where s.id = $1 and ${ROLE_HERE} is not null order by e.id`,
      [sessionId],
    );
  }

  async noteUse(q: Queryable, id: string, at: Date): Promise<void> {
    await q.query(
      `with used as (
         update sessions set last_used_at = greatest(last_used_at, $2) where id = $1 returning member_id)
       update members set last_seen_at = greatest(last_seen_at, $2) where id in (select member_id from used)`,
      [id, at],
    );
  }

  /** The id of the session that it ended; null if no live session has the token. */
  async endByToken(q: Queryable, tokenHash: Buffer, at: Date): Promise<string | null> {
    const rows = await q.query<{ id: string }>(
      "update sessions set ended_at = $2 where token_hash = $1 and ended_at is null returning id",
      [tokenHash, at],
    );
    return rows[0]?.id ?? null;
  }

  async end(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.query("update sessions set ended_at = $2 where id = $1 and ended_at is null", [id, at]);
  }

  /** The ids of the sessions that it ended. */
  async endOfMember(tx: Tx, memberId: string, at: Date): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      "update sessions set ended_at = $2 where member_id = $1 and ended_at is null returning id",
      [memberId, at],
    );
    return rows.map((row) => row.id);
  }

  /** Ids of those among these that ended. */
  async endedAmong(q: Queryable, ids: readonly string[], idleBefore: Date): Promise<string[]> {
    const rows = await q.query<{ id: string }>(
      "select id from sessions where id = any($1::uuid[]) and (ended_at is not null or last_used_at <= $2)",
      [ids, idleBefore],
    );
    return rows.map((row) => row.id);
  }

  /** Deletes some of the sessions that expired before an instant. */
  async clear(q: Queryable, before: Date): Promise<void> {
    await q.query(
      "delete from sessions where id in (select id from sessions where expires_at < $1 order by expires_at limit $2)",
      [before, CLEARED_MAX],
    );
  }
}

function foundSession(row: LiveRow): FoundSession {
  const { named_id: id, is_development, hides_personal_data, member_name, account_role, role_here, ...session } = row;
  const member = account_role === null ? null : { name: member_name ?? "", role: account_role };
  if (id === null || role_here === null) return { session, member, environment: null };
  const flags = { is_development: is_development === true, hides_personal_data: hides_personal_data === true };
  return { session, member, environment: { id, ...flags, role: role_here } };
}
