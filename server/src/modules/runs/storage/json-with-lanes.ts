import { laneOf } from "../../identifiers/index.js";

/** Rows about recipients as a statement takes them (`jsonb_to_recordset`), each with its recipient's lane. */
export function jsonWithLanes(environmentId: number, rows: readonly { recipientKey: string }[]): string {
  return JSON.stringify(rows.map((row) => ({ ...row, lane: laneOf(environmentId, row.recipientKey) })));
}
