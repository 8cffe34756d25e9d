import type { Tx } from "../../../platform/postgres/index.js";
import type { BatchEntry, EffectSource, FrequencyEntry, ThrottleEntry } from "../engine/effect-store.js";
import { jsonWithLanes } from "./json-with-lanes.js";

type Times<Row, Names extends keyof Row> = Omit<Row, Names> & { [Name in Names]: Date };

/**
 * The effect state of recipients, read from their tables while their lanes are owned. Each is looked up by its key, fenced by
 * `offset 0`: a join would be planned for the few rows of a young table, and read all of them when it has grown.
 */
export function laneEffectSource(tx: Tx, environmentId: number, newUuid: () => string): EffectSource {
  return {
    newBatchId: newUuid,
    async throttles(wanted) {
      const rows = await tx.query<Times<ThrottleEntry, "openedAt" | "endsAt">>(
        `select t.recipient_key as "recipientKey", t.workflow_id as "workflowId", t.step_ref as "stepRef", t.key,
           t.opened_at as "openedAt", t.ends_at as "endsAt", t.hits
         from jsonb_to_recordset($2::jsonb) as r(lane smallint, "recipientKey" text, "workflowId" int, "stepRef" text, key text)
         cross join lateral (select * from throttles where environment_id = $1 and lane = r.lane and recipient_key = r."recipientKey"
           and workflow_id = r."workflowId" and step_ref = r."stepRef" and key = r.key offset 0) t`,
        [environmentId, jsonWithLanes(environmentId, wanted)],
      );
      return rows.map((row) => ({ ...row, openedAt: row.openedAt.getTime(), endsAt: row.endsAt.getTime() }));
    },
    async batches(wanted) {
      type Row = Times<Omit<BatchEntry, "closesAtMost" | "isFull">, "openedAt" | "closesAt"> & {
        closesAtMost: Date | null;
      };
      const rows = await tx.query<Row>(
        `select b.id, b.recipient_key as "recipientKey", b.workflow_id as "workflowId", b.version_id as "versionId",
           b.step_ref as "stepRef", b.pin, b.key, b.opened_at as "openedAt", b.closes_at as "closesAt",
           b.closes_at_most as "closesAtMost", b.item_count as "itemCount", b.next_ordinal as "nextOrdinal"
         from jsonb_to_recordset($2::jsonb) as r(lane smallint, "recipientKey" text, "workflowId" int, "stepRef" text, pin int, key text)
         cross join lateral (select * from batches where environment_id = $1 and lane = r.lane and recipient_key = r."recipientKey"
           and workflow_id = r."workflowId" and step_ref = r."stepRef" and pin = r.pin and key = r.key
           and is_open and not is_full offset 0) b order by b.id`,
        [environmentId, jsonWithLanes(environmentId, wanted)],
      );
      return rows.map((row) => ({
        ...row,
        openedAt: row.openedAt.getTime(),
        closesAt: row.closesAt.getTime(),
        closesAtMost: row.closesAtMost?.getTime() ?? null,
        isFull: false,
      }));
    },
    frequencies(wanted) {
      return tx.query<FrequencyEntry>(
        `select m.recipient_key as "recipientKey", m.workflow_id as "workflowId", m.tenant_id as "tenantId"
         from jsonb_to_recordset($2::jsonb) as r(lane smallint, "recipientKey" text, "workflowId" int, "tenantId" text)
         cross join lateral (select * from frequency_marks where environment_id = $1 and lane = r.lane
           and recipient_key = r."recipientKey" and workflow_id = r."workflowId" and tenant_id = r."tenantId" offset 0) m`,
        [environmentId, jsonWithLanes(environmentId, wanted)],
      );
    },
  };
}
