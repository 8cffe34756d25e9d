import { keysetSql, type Page } from "../../platform/graphql/index.js";
import type { JsonObject } from "../../platform/json.js";
import type { Queryable, Tx } from "../../platform/postgres/index.js";

export interface WorkflowRow {
  id: number;
  public_id: string;
  environment_id: number;
  key: string;
  is_active: boolean;
  draft: JsonObject | null;
  committed_version_id: number | null;
  /** Of the committed version. */
  number: number | null;
  committed: JsonObject | null;
}

export interface VersionRow {
  id: number;
  workflow_id: number;
  document: JsonObject;
}

/** Place of a workflow in lists, which are by key. */
export type WorkflowKey = readonly [string];

const SELECT = `
  select w.id, w.public_id, w.environment_id, w.key, w.is_active, w.draft, w.committed_version_id,
    v.number, v.document as committed
  from workflows w left join workflow_versions v on v.id = w.committed_version_id
  where w.environment_id = $1`;

export class WorkflowRepository {
  async byKey(q: Queryable, environmentId: number, key: string): Promise<WorkflowRow | null> {
    return (await q.query<WorkflowRow>(`${SELECT} and w.key = $2`, [environmentId, key]))[0] ?? null;
  }

  byUuids(q: Queryable, environmentId: number, uuids: readonly string[]): Promise<WorkflowRow[]> {
    return q.query<WorkflowRow>(`${SELECT} and w.public_id = any ($2::uuid[])`, [environmentId, uuids]);
  }

  page(q: Queryable, environmentId: number, page: Page<WorkflowKey>): Promise<WorkflowRow[]> {
    const sql = keysetSql(page, { columns: ["w.key"], direction: "asc" }, 2);
    return q.query<WorkflowRow>(`${SELECT}${sql.and} ${sql.orderAndLimit}`, [environmentId, ...sql.values]);
  }

  /** Makes the workflow if there is none with this key, and locks it until the transaction ends. */
  async lockOrInsert(tx: Tx, row: { environmentId: number; key: string; publicId: string; at: Date }): Promise<void> {
    await tx.query(
      `insert into workflows as w (public_id, environment_id, key, created_at, updated_at) values ($1, $2, $3, $4, $4)
       on conflict (environment_id, key) do update set updated_at = w.updated_at`,
      [row.publicId, row.environmentId, row.key, row.at],
    );
  }

  /** Locks the workflow, so that two commits take two numbers. */
  async lock(tx: Tx, environmentId: number, key: string): Promise<void> {
    await tx.query("select id from workflows where environment_id = $1 and key = $2 for update", [environmentId, key]);
  }

  async writeDraft(tx: Tx, workflow: WorkflowRow, draft: JsonObject | null, at: Date): Promise<void> {
    await tx.query("update workflows set draft = $3, updated_at = $4 where environment_id = $1 and id = $2", [
      workflow.environment_id,
      workflow.id,
      draft && JSON.stringify(draft),
      at,
    ]);
  }

  /** Makes the document the version that triggers use, and the draft nothing; under the workflow's lock. */
  async commit(
    tx: Tx,
    workflow: WorkflowRow,
    version: { document: JsonObject; message: string | null; at: Date },
  ): Promise<void> {
    const { environment_id: environmentId, id } = workflow;
    await tx.query(
      `with made as (
         insert into workflow_versions (environment_id, workflow_id, number, document, message, created_at)
         values ($1, $2, 1 + coalesce((select max(number) from workflow_versions where workflow_id = $2), 0), $3, $4, $5)
         returning id)
       update workflows set committed_version_id = made.id, draft = null, updated_at = $5
       from made where environment_id = $1 and workflows.id = $2`,
      [environmentId, id, JSON.stringify(version.document), version.message, version.at],
    );
  }

  async setActive(
    tx: Queryable,
    row: { environmentId: number; key: string; isActive: boolean; at: Date },
  ): Promise<void> {
    await tx.query("update workflows set is_active = $3, updated_at = $4 where environment_id = $1 and key = $2", [
      row.environmentId,
      row.key,
      row.isActive,
      row.at,
    ]);
  }

  async version(q: Queryable, environmentId: number, id: number): Promise<VersionRow | null> {
    const rows = await q.query<VersionRow>(
      "select id, workflow_id, document from workflow_versions where environment_id = $1 and id = $2",
      [environmentId, id],
    );
    return rows[0] ?? null;
  }

  /** The newest first. */
  async versionIds(q: Queryable, environmentId: number, workflowId: number): Promise<number[]> {
    const rows = await q.query<{ id: number }>(
      "select id from workflow_versions where environment_id = $1 and workflow_id = $2 order by number desc",
      [environmentId, workflowId],
    );
    return rows.map((row) => row.id);
  }
}
