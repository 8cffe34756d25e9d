import type { Queryable, Tx } from "../../../platform/postgres/index.js";

/**
 * `CLAIM`: for whoever starts a server without members. `OWNER`: for the owner with this address. `INVITATION`: for an
 * invited member. `LOCAL`: makes the session of a development server one of an owner.
 */
export type LinkKind = "CLAIM" | "OWNER" | "INVITATION" | "LOCAL";

export interface LinkRow {
  kind: LinkKind;
  member_id: string | null;
  email: string | null;
  expires_at: Date;
}

const COLUMNS = "kind, member_id, email, expires_at";
const CLEARED_MAX = 100;

/** Links by which people come in. Without an environment: they belong to the account. */
export class MemberLinkRepository {
  async insert(q: Queryable, tokenHash: Buffer, row: LinkRow): Promise<void> {
    await q.query(
      "insert into member_links (token_hash, kind, member_id, email, expires_at) values ($1, $2, $3, $4, $5)",
      [tokenHash, row.kind, row.member_id, row.email, row.expires_at],
    );
  }

  /** A link that can still be used. */
  async live(q: Queryable, tokenHash: Buffer, now: Date): Promise<LinkRow | null> {
    const rows = await q.query<LinkRow>(
      `select ${COLUMNS} from member_links where token_hash = $1 and used_at is null and expires_at > $2`,
      [tokenHash, now],
    );
    return rows[0] ?? null;
  }

  /** Uses a link up. Null if it was used before: of two that use it at once, one gets it. */
  async use(tx: Tx, tokenHash: Buffer, now: Date): Promise<LinkRow | null> {
    const rows = await tx.query<LinkRow>(
      `update member_links set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2
       returning ${COLUMNS}`,
      [tokenHash, now],
    );
    return rows[0] ?? null;
  }

  /** An invitation that is made again replaces the one before. */
  async dropOf(q: Queryable, memberId: string): Promise<void> {
    await q.query("delete from member_links where member_id = $1", [memberId]);
  }

  /** Once somebody has joined, no claim is left. */
  async dropClaims(q: Queryable): Promise<void> {
    await q.query("delete from member_links where kind = 'CLAIM' and used_at is null");
  }

  async clear(q: Queryable, before: Date): Promise<void> {
    await q.query(
      `delete from member_links where token_hash in
         (select token_hash from member_links where expires_at < $1 order by expires_at limit $2)`,
      [before, CLEARED_MAX],
    );
  }
}
