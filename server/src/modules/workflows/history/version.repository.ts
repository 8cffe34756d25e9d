import { Brackets } from "typeorm";
import type { Page } from "../../../platform/paging/index.js";
import { pageOfEntities, type EntityStore } from "../../../platform/postgres/index.js";
import { withoutChannelTypes } from "../document/channel-types.js";
import { WorkflowVersionEntity } from "../workflow-version.entity.js";

/** A version with its document as it was written. */
export type HistoryRow = WorkflowVersionEntity;

/** Place of a version in its workflow's list, which begins with the latest. */
export type VersionKey = readonly [number];

/** A version by what its public id holds. */
export interface VersionRef {
  workflowId: number;
  number: number;
}

export class VersionRepository {
  async page(
    store: EntityStore,
    environmentId: number,
    { workflowId, page }: { workflowId: number; page: Page<VersionKey> },
  ): Promise<HistoryRow[]> {
    const list = store
      .repository(WorkflowVersionEntity)
      .createQueryBuilder("version")
      .where({ environment_id: environmentId, workflow_id: workflowId });
    return (await pageOfEntities(list, page, ["version.number"], { isDescending: true })).map(asWritten);
  }

  async byNumber(store: EntityStore, environmentId: number, ref: VersionRef): Promise<HistoryRow | null> {
    const where = { environment_id: environmentId, workflow_id: ref.workflowId, number: ref.number };
    const row = await store.repository(WorkflowVersionEntity).findOneBy(where);
    return row && asWritten(row);
  }

  async byRefs(store: EntityStore, environmentId: number, refs: readonly VersionRef[]): Promise<HistoryRow[]> {
    if (refs.length === 0) return [];
    const list = store.repository(WorkflowVersionEntity).createQueryBuilder("version");
    list.where({ environment_id: environmentId }).andWhere(
      new Brackets((any) => {
        for (const { workflowId, number } of refs) any.orWhere({ workflow_id: workflowId, number });
      }),
    );
    return (await list.getMany()).map(asWritten);
  }
}

function asWritten(row: WorkflowVersionEntity): HistoryRow {
  return { ...row, document: withoutChannelTypes(row.document) };
}
