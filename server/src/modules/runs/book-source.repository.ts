import { laneOf } from "../../platform/ids/index.js";
import type { Tx } from "../../platform/postgres/index.js";
import type { BatchEntry, BookSource, MarkEntry, ThrottleEntry } from "./engine/books.js";

type Times<Row, Names extends keyof Row> = Omit<Row, Names> & { [Name in Names]: Date };

/** The books of recipients, read from their tables while their lanes are owned. */
export function laneBookSource(tx: Tx, environmentId: number, newUuid: () => string): BookSource {
  const keys = (wanted: readonly { recipientKey: string }[]): string =>
    JSON.stringify(wanted.map((key) => ({ ...key, lane: laneOf(environmentId, key.recipientKey) })));
  return {
    newBatchId: newUuid,
    async throttles(wanted) {
      const rows = await tx.query<Times<ThrottleEntry, "openedAt" | "endsAt">>(
        `select t.recipient_key as "recipientKey", t.workflow_id as "workflowId", t.step_ref as "stepRef", t.key,
           t.opened_at as "openedAt", t.ends_at as "endsAt", t.hits
         from throttles t join jsonb_to_recordset($2::jsonb) as r(lane smallint, "recipientKey" text, "workflowId" int, "stepRef" text, key text)
           on t.lane = r.lane and t.recipient_key = r."recipientKey" and t.workflow_id = r."workflowId" and t.step_ref = r."stepRef" and t.key = r.key
         where t.environment_id = $1 for update of t`,
        [environmentId, keys(wanted)],
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
         from batches b join jsonb_to_recordset($2::jsonb) as r(lane smallint, "recipientKey" text, "workflowId" int, "stepRef" text, pin int, key text)
           on b.lane = r.lane and b.recipient_key = r."recipientKey" and b.workflow_id = r."workflowId" and b.step_ref = r."stepRef"
           and b.pin = r.pin and b.key = r.key
         where b.environment_id = $1 and b.is_open and not b.is_full order by b.id for update of b`,
        [environmentId, keys(wanted)],
      );
      return rows.map((row) => ({
        ...row,
        openedAt: row.openedAt.getTime(),
        closesAt: row.closesAt.getTime(),
        closesAtMost: row.closesAtMost?.getTime() ?? null,
        isFull: false,
      }));
    },
    marks(wanted) {
      return tx.query<MarkEntry>(
        `select m.recipient_key as "recipientKey", m.workflow_id as "workflowId", m.tenant_id as "tenantId" from frequency_marks m
         join jsonb_to_recordset($2::jsonb) as r(lane smallint, "recipientKey" text, "workflowId" int, "tenantId" text)
           on m.lane = r.lane and m.recipient_key = r."recipientKey" and m.workflow_id = r."workflowId" and m.tenant_id = r."tenantId"
         where m.environment_id = $1`,
        [environmentId, keys(wanted)],
      );
    },
  };
}
