import type { JsonObject } from "../../platform/json.js";
import { keysetSql, type AgeKey, type Page } from "../../platform/paging/index.js";
import type { Queryable } from "../../platform/postgres/index.js";

export interface AuditRow {
  id: string;
  created_at: Date;
  action: string;
  target: string;
  /** Null for the account as a whole. */
  environment_id: number | null;
  member_id: string | null;
  api_key_id: string | null;
  actor_name: string;
  ip_address: string | null;
  changes: JsonObject;
}

export interface NewAuditRow extends Omit<AuditRow, "id" | "created_at" | "actor_name"> {
  /** Null: the name of the key. */
  actor_name: string | null;
}

/** All given parts must hold. */
export interface AuditFilter {
  /** A `*` at the end stands for anything. */
  actions?: readonly string[] | null;
  environmentId?: number | null;
  memberId?: string | null;
  target?: string | null;
  from?: Date | null;
  to?: Date | null;
}

const COLUMNS =
  "id, created_at, action, target, environment_id, member_id, api_key_id, actor_name, ip_address, changes";
const FORGOTTEN_MAX = 5000;

/** The log belongs to the account: an entry may be about an environment, or about none. */
export class AuditRepository {
  async insert(q: Queryable, row: NewAuditRow): Promise<void> {
    await q.query(
      `insert into audit_entries (id, created_at, action, target, environment_id, member_id, api_key_id, actor_name, ip_address, changes)
       values (gen_random_uuid(), date_trunc('milliseconds', now()), $1, $2, $3, $4, $5,
         coalesce($6, (select coalesce(k.name, 'Key …' || k.last_four) from api_keys k where k.id = $5), 'Carillon'), $7, $8)`,
      [
        ...[row.action, row.target, row.environment_id, row.member_id, row.api_key_id, row.actor_name, row.ip_address],
        JSON.stringify(row.changes),
      ],
    );
  }

  byIds(q: Queryable, ids: readonly string[]): Promise<AuditRow[]> {
    return q.query<AuditRow>(`select ${COLUMNS} from audit_entries where id = any($1::uuid[])`, [ids]);
  }

  /** Latest first. */
  page(q: Queryable, filter: AuditFilter, page: Page<AgeKey>): Promise<AuditRow[]> {
    const patterns = filter.actions?.map((action) => likePattern(action)) ?? null;
    const given = [
      patterns,
      ...[filter.environmentId ?? null, filter.memberId ?? null, filter.target ?? null],
      ...[filter.from ?? null, filter.to ?? null],
    ];
    const order = { columns: ["created_at", "id"], direction: "desc" } as const;
    const { and, orderAndLimit, values } = keysetSql(page, order, given.length + 1);
    return q.query<AuditRow>(
      `select ${COLUMNS} from audit_entries
       where ($1::text[] is null or action like any($1)) and ($2::int is null or environment_id = $2)
         and ($3::uuid is null or member_id = $3) and ($4::text is null or target = $4)
         and ($5::timestamptz is null or created_at >= $5) and ($6::timestamptz is null or created_at < $6)${and}
       ${orderAndLimit}`,
      [...given, ...values],
    );
  }

  /** Deletes some of the entries that are older than an instant. Returns their number. */
  async forget(q: Queryable, before: Date): Promise<number> {
    const rows = await q.query(
      `delete from audit_entries where id in
         (select id from audit_entries where created_at < $1 order by created_at, id limit $2) returning 1`,
      [before, FORGOTTEN_MAX],
    );
    return rows.length;
  }
}

function likePattern(action: string): string {
  const isOpen = action.endsWith("*");
  const exact = (isOpen ? action.slice(0, -1) : action).replace(/[\\%_]/g, String.raw`\$&`);
  return isOpen ? `${exact}%` : exact;
}
