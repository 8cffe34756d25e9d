import { In, IsNull, type SelectQueryBuilder } from "typeorm";
import type { Page } from "../../platform/paging/index.js";
import type { JsonObject } from "../../platform/json.js";
import { pageOfEntities, type EntityStore, type Tx } from "../../platform/postgres/index.js";
import type { StoredAuthor } from "./history/author.js";
import { withoutChannelTypes } from "./document/channel-types.js";
import { WorkflowVersionEntity } from "./workflow-version.entity.js";
import { WorkflowEntity } from "./workflow.entity.js";

/** A workflow with its committed version. */
export interface WorkflowRow extends Pick<
  WorkflowEntity,
  | "id"
  | "public_id"
  | "environment_id"
  | "key"
  | "is_active"
  | "draft"
  | "draft_revision"
  | "draft_author"
  | "committed_version_id"
  | "updated_at"
> {
  /** The number of the committed version. */
  number: number | null;
  committed: JsonObject | null;
}

export type VersionRow = Pick<WorkflowVersionEntity, "id" | "workflow_id" | "document">;

/** A version to commit. */
export interface NewVersion {
  document: JsonObject;
  message: string | null;
  author: StoredAuthor | null;
  at: Date;
  /** The number of the version whose document it brings back. */
  revertOf?: number | null;
  /** The environment and version that it was promoted from. */
  promotedFrom?: string | null;
  keepsDraft?: boolean;
}

/** Place of a workflow in lists, which are by key. */
export type WorkflowKey = readonly [string];

export class WorkflowRepository {
  async byKey(store: EntityStore, environmentId: number, key: string): Promise<WorkflowRow | null> {
    const row = await listOf(store).where({ environment_id: environmentId, key, archived_at: IsNull() }).getOne();
    return row && toRow(row);
  }

  async byUuids(store: EntityStore, environmentId: number, uuids: readonly string[]): Promise<WorkflowRow[]> {
    const rows = await listOf(store)
      .where({ environment_id: environmentId, public_id: In(uuids), archived_at: IsNull() })
      .getMany();
    return rows.map(toRow);
  }

  async page(store: EntityStore, environmentId: number, page: Page<WorkflowKey>): Promise<WorkflowRow[]> {
    const list = listOf(store).where({ environment_id: environmentId, archived_at: IsNull() });
    return (await pageOfEntities(list, page, ["workflow.key"])).map(toRow);
  }

  /** Creates the workflow if there is none with this key, and locks it until the transaction ends. */
  async lockOrInsert(tx: Tx, row: { environmentId: number; key: string; publicId: string; at: Date }): Promise<void> {
    const { environmentId, key, publicId, at } = row;
    const values = { public_id: publicId, environment_id: environmentId, key, created_at: at, updated_at: at };
    await tx.repository(WorkflowEntity).createQueryBuilder().insert().values(values).orIgnore().execute();
    await this.lock(tx, environmentId, key);
  }

  /** Locks the workflow, so that two commits take two numbers. */
  async lock(tx: Tx, environmentId: number, key: string): Promise<void> {
    const where = { environment_id: environmentId, key, archived_at: IsNull() };
    await tx.repository(WorkflowEntity).findOne({ select: { id: true }, where, lock: { mode: "pessimistic_write" } });
  }

  /** Writes or deletes the draft, under the workflow's lock. */
  async writeDraft(
    tx: Tx,
    workflow: WorkflowRow,
    { draft, author, at }: { draft: JsonObject | null; author: StoredAuthor | null; at: Date },
  ): Promise<void> {
    const workflows = tx.repository(WorkflowEntity);
    const { environment_id, id, draft_revision } = workflow;
    const change = { draft, draft_author: draft && author, draft_revision: draft_revision + 1, updated_at: at };
    await workflows.save(Object.assign(workflows.create({ environment_id, id }), change));
  }

  /** Deletes a workflow without versions. */
  async deleteUncommitted(tx: Tx, { environment_id, id }: WorkflowRow): Promise<void> {
    await tx.repository(WorkflowEntity).delete({ environment_id, id, committed_version_id: IsNull() });
  }

  /** Makes the document the version that triggers use, under the workflow's lock. Deletes the draft unless it is kept. */
  async commit(tx: Tx, workflow: WorkflowRow, version: NewVersion): Promise<void> {
    const { environment_id, id } = workflow;
    const { document, message, author, at, revertOf = null, promotedFrom = null, keepsDraft = false } = version;
    const versions = tx.repository(WorkflowVersionEntity);
    const newest = await versions.maximum("number", { environment_id, workflow_id: id });
    const made = versions.create({ environment_id, workflow_id: id, number: 1 + (newest ?? 0) });
    const origin = { revert_of: revertOf, promoted_from: promotedFrom };
    await versions.save(Object.assign(made, { document, message, author, ...origin, created_at: at }));
    const noDraft = keepsDraft ? {} : { draft: null, draft_author: null };
    const change = { committed_version_id: made.id, updated_at: at, ...noDraft };
    await tx.repository(WorkflowEntity).update({ environment_id, id }, change);
  }

  /** Returns whether the workflow exists. */
  async setActive(
    store: EntityStore,
    row: { environmentId: number; key: string; isActive: boolean; at: Date },
  ): Promise<boolean> {
    const change = { is_active: row.isActive, updated_at: row.at };
    const { affected } = await store
      .repository(WorkflowEntity)
      .update({ environment_id: row.environmentId, key: row.key, archived_at: IsNull() }, change);
    return affected === 1;
  }

  /** Sets the live workflow aside. Returns its number, or null if there is none. */
  async archive(tx: Tx, environmentId: number, key: string, at: Date): Promise<number | null> {
    await this.lock(tx, environmentId, key);
    const workflow = await this.byKey(tx, environmentId, key);
    if (!workflow) return null;
    const change = { archived_at: at, is_active: false, draft: null, draft_author: null, updated_at: at };
    await tx.repository(WorkflowEntity).update({ environment_id: environmentId, id: workflow.id }, change);
    return workflow.id;
  }

  version(store: EntityStore, environmentId: number, id: number): Promise<VersionRow | null> {
    return store.repository(WorkflowVersionEntity).findOneBy({ environment_id: environmentId, id });
  }

  /** The newest first. */
  async versionIds(store: EntityStore, environmentId: number, workflowId: number): Promise<number[]> {
    const rows = await store.repository(WorkflowVersionEntity).find({
      select: { id: true },
      where: { environment_id: environmentId, workflow_id: workflowId },
      order: { number: "DESC" },
    });
    return rows.map((row) => row.id);
  }
}

function listOf(store: EntityStore): SelectQueryBuilder<WorkflowEntity> {
  const workflows = store.repository(WorkflowEntity).createQueryBuilder("workflow");
  return workflows.leftJoinAndSelect("workflow.committed_version", "version");
}

/** Committed documents are shown as they were written. */
function toRow({ committed_version: version, ...workflow }: WorkflowEntity): WorkflowRow {
  const committed = version ? withoutChannelTypes(version.document) : null;
  return { ...workflow, number: version?.number ?? null, committed };
}
