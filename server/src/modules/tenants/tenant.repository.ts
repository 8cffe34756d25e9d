import { pageByAge, type AgeKey, type Page } from "../../platform/paging/index.js";
import type { JsonObject } from "../../platform/json.js";
import type { Queryable } from "../../platform/postgres/index.js";

export interface TenantRow {
  tenant_id: string;
  id: string;
  name: string | null;
  properties: JsonObject;
  created_at: Date;
}

const COLUMNS = "tenant_id, id, name, properties, created_at";

export class TenantRepository {
  async byTenantIds(
    q: Queryable,
    environmentId: number,
    tenantIds: readonly string[],
  ): Promise<Map<string, TenantRow>> {
    if (tenantIds.length === 0) return new Map();
    const sql = `select ${COLUMNS} from tenants where environment_id = $1 and tenant_id = any($2::text[])`;
    const rows = await q.query<TenantRow>(sql, [environmentId, tenantIds]);
    return new Map(rows.map((row) => [row.tenant_id, row]));
  }

  /** Filters the tenants in which the recipient's feeds have had items. Feeds belong to a module above. */
  async ofRecipient(
    q: Queryable,
    recipient: { environmentId: number; lane: number; recipientKey: string },
    tenantIds: readonly string[],
  ): Promise<Set<string>> {
    if (tenantIds.length === 0) return new Set();
    const rows = await q.query<{ tenant_id: string }>(
      `select w.tenant_id from unnest($4::text[]) as w (tenant_id) where exists (
         select 1 from feeds f where f.environment_id = $1 and f.lane = $2 and f.recipient_key = $3
         and f.tenants ? w.tenant_id)`,
      [recipient.environmentId, recipient.lane, recipient.recipientKey, tenantIds],
    );
    return new Set(rows.map((row) => row.tenant_id));
  }

  byUuids(q: Queryable, environmentId: number, uuids: readonly string[]): Promise<TenantRow[]> {
    const sql = `select ${COLUMNS} from tenants where environment_id = $1 and id = any($2::uuid[])`;
    return q.query<TenantRow>(sql, [environmentId, uuids]);
  }

  page(q: Queryable, environmentId: number, page: Page<AgeKey>): Promise<TenantRow[]> {
    const select = `select ${COLUMNS} from tenants where environment_id = $1`;
    return pageByAge<TenantRow>(q, { select, values: [environmentId] }, page);
  }
}
