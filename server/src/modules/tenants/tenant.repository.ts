import { pageByAge, type AgeKey, type Page } from "../../platform/graphql/index.js";
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

  byUuids(q: Queryable, environmentId: number, uuids: readonly string[]): Promise<TenantRow[]> {
    const sql = `select ${COLUMNS} from tenants where environment_id = $1 and id = any($2::uuid[])`;
    return q.query<TenantRow>(sql, [environmentId, uuids]);
  }

  page(q: Queryable, environmentId: number, page: Page<AgeKey>): Promise<TenantRow[]> {
    const select = `select ${COLUMNS} from tenants where environment_id = $1`;
    return pageByAge<TenantRow>(q, { select, values: [environmentId] }, page);
  }
}
