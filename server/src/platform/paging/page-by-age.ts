import type { Queryable } from "../postgres/index.js";
import { keysetSql } from "./keyset.js";
import { cursorCodec, toConnection, type ConnectionOf, type CursorCodec, type Page } from "./page.js";

/** The position of a row in a list from oldest to newest: its creation time, then its uuid. */
export type AgeKey = readonly [createdAt: string, uuid: string];

/** The columns that such a list needs. */
export interface AgedRow {
  id: string;
  created_at: Date;
}

/** The format of `toISOString` for the years 1 to 9999; Postgres has no year 0. */
const INSTANT = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function isAgeKey(value: readonly unknown[]): value is AgeKey {
  const [at, uuid] = value;
  return value.length === 2 && isInstant(at) && isUuid(uuid);
}

/** Date.parse reads the 30th of February as the 2nd of March, so the instant is formatted again and compared. */
function isInstant(value: unknown): value is string {
  if (typeof value !== "string" || !INSTANT.test(value)) return false;
  const at = new Date(value);
  return !Number.isNaN(at.getTime()) && at.toISOString() === value;
}

export function isUuid(value: unknown): value is string {
  return typeof value === "string" && UUID.test(value);
}

/** Cursors of one list from oldest to newest; `list` names it, so that no other list takes them. */
export function ageCursor(list: string): CursorCodec<AgeKey> {
  return cursorCodec(list, isAgeKey);
}

/**
 * One page of a table with an index on (environment_id, created_at, id), in reading order, and one row more if there are
 * more. `select` ends in its `where` clause, whose parameters are `values`.
 */
export function pageByAge<Row>(
  q: Queryable,
  list: { select: string; values: readonly unknown[] },
  page: Page<AgeKey>,
): Promise<Row[]> {
  const order = { columns: ["created_at", "id"], direction: "asc" } as const;
  const sql = keysetSql(page, order, list.values.length + 1);
  return q.query<Row>(`${list.select}${sql.and} ${sql.orderAndLimit}`, [...list.values, ...sql.values]);
}

/** The connection of what `pageByAge` read. */
export function connectionByAge<Row extends AgedRow, Node>(
  page: Page<AgeKey>,
  rows: readonly Row[],
  map: { node: (row: Row) => Node; codec: CursorCodec<AgeKey> },
): ConnectionOf<Node> {
  return toConnection(page, rows, { ...map, key: (row): AgeKey => [row.created_at.toISOString(), row.id] });
}
