import type { Queryable } from "../../../platform/postgres/index.js";
import type { Role } from "../../requests/index.js";

export type SignInMethod = "LOCAL";

export interface SessionRow {
  id: string;
  role: Role;
  sign_in_method: SignInMethod;
  /** The only environment that it may see; null for all. */
  environment_id: number | null;
  created_at: Date;
  last_used_at: Date;
  expires_at: Date;
  ip_address: string | null;
  user_agent: string | null;
}

/** A session, and the environment that its request names; null if the session may not see it. */
export interface FoundSession {
  session: SessionRow;
  environment: { id: number; is_development: boolean } | null;
}

const COLUMNS = [
  ...["id", "role", "sign_in_method", "environment_id", "created_at", "last_used_at", "expires_at"],
  ...["ip_address", "user_agent"],
]
  .map((column) => `s.${column}`)
  .join(", ");
const CLEARED_MAX = 100;

/** Sessions belong to the account, not to one environment: its statements have no environment in their conditions. */
export class SessionRepository {
  async insert(q: Queryable, row: SessionRow, tokenHash: Buffer): Promise<void> {
    await q.query(
      `insert into sessions (id, role, sign_in_method, environment_id, created_at, last_used_at, expires_at, ip_address, user_agent, token_hash)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        ...[row.id, row.role, row.sign_in_method, row.environment_id, row.created_at, row.last_used_at, row.expires_at],
        ...[row.ip_address, row.user_agent, tokenHash],
      ],
    );
  }

  /** By its token. `idleBefore`: sessions that were last used before have ended. */
  async live(
    q: Queryable,
    { tokenHash, environmentKey }: { tokenHash: Buffer; environmentKey: string },
    { now, idleBefore }: { now: Date; idleBefore: Date },
  ): Promise<FoundSession | null> {
    const [row] = await q.query<SessionRow & { named_id: number | null; is_development: boolean | null }>(
      `select ${COLUMNS}, e.id as named_id, e.is_development from sessions s
       left join environments e on e.key = $2 and (s.environment_id is null or s.environment_id = e.id)
       where s.token_hash = $1 and s.ended_at is null and s.expires_at > $3 and s.last_used_at > $4`,
      [tokenHash, environmentKey, now, idleBefore],
    );
    if (!row) return null;
    const { named_id: id, is_development: isDevelopment, ...session } = row;
    return { session, environment: id === null ? null : { id, is_development: isDevelopment === true } };
  }

  async byId(q: Queryable, id: string): Promise<SessionRow | null> {
    const rows = await q.query<SessionRow>(`select ${COLUMNS} from sessions s where s.id = $1`, [id]);
    return rows[0] ?? null;
  }

  async noteUse(q: Queryable, id: string, at: Date): Promise<void> {
    await q.query("update sessions set last_used_at = greatest(last_used_at, $2) where id = $1", [id, at]);
  }

  /** The id of the session that it ended; null if no live session has the token. */
  async endByToken(q: Queryable, tokenHash: Buffer, at: Date): Promise<string | null> {
    const rows = await q.query<{ id: string }>(
      "update sessions set ended_at = $2 where token_hash = $1 and ended_at is null returning id",
      [tokenHash, at],
    );
    return rows[0]?.id ?? null;
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
