import { badInput, checkSize, PROPERTIES_MAX_BYTES } from "../errors/index.js";
import { canonicalJson, deepMerge, type JsonObject } from "../json.js";
import type { Tx } from "./database.js";

/** A table of rows with an identity, plain columns and a JSON column `properties`, all in one environment. */
export interface MergeTable {
  name: string;
  /** Columns that identify a row besides environment_id, with their types, in lock order. */
  identity: Record<string, string>;
  /** Columns set once, when the row is made. */
  fixed: Record<string, string>;
  /** Text columns that a patch may set. */
  plain: readonly string[];
}

export interface RowPatch {
  /** Identity and fixed columns. */
  key: JsonObject;
  /** Plain columns: undefined keeps the value, null unsets it. */
  plain: Record<string, string | null | undefined>;
  /** Merged deeply, null unsets a key; null as a whole unsets all. */
  properties?: JsonObject | null;
  /** Maximum size of the merged properties, 256 KiB by default. Properties that already exceed it may change but not grow. */
  propertiesMaxBytes?: number;
  /** Path of the properties in the input, for the error if they grow too large. */
  path?: string[];
}

export interface MergeWrite {
  environmentId: number;
  at: Date;
  newUuid: () => string;
  patches: readonly RowPatch[];
}

/** The identity, fixed and plain columns and the properties of one row. */
interface MergeRow extends JsonObject {
  properties: JsonObject;
}

interface Statements {
  insert: string;
  read: string;
  update: string;
}

const statementsOf = new WeakMap<MergeTable, Statements>();

/**
 * Creates or updates many rows with at most three statements. The first inserts new rows and locks existing ones, in key
 * order, so concurrent writers neither deadlock nor lose each other's keys, and no row is deleted between its read and its
 * write. Unchanged rows are not written.
 */
export async function mergeRows(tx: Tx, table: MergeTable, write: MergeWrite): Promise<void> {
  if (write.patches.length === 0) return;
  const statements = statementsFor(table);
  const identity = Object.keys(table.identity);
  const nameOf = (row: JsonObject): string => JSON.stringify(identity.map((column) => row[column]));
  const patchesOf = new Map<string, RowPatch[]>();
  for (const patch of write.patches) {
    const name = nameOf(patch.key);
    const earlier = patchesOf.get(name);
    if (earlier) earlier.push(patch);
    else patchesOf.set(name, [patch]);
  }

  const blank = Object.fromEntries(table.plain.map((column) => [column, null]));
  const made = [...patchesOf.values()].map((patches) => {
    const start: MergeRow = { ...blank, ...patches[0]?.key, properties: {} };
    return { ...patches.reduce(applyPatch, start), id: write.newUuid() };
  });
  const inserted = await tx.query<JsonObject>(statements.insert, [write.environmentId, JSON.stringify(made), write.at]);
  for (const row of inserted) patchesOf.delete(nameOf(row));
  if (patchesOf.size === 0) return;

  const keys = [...patchesOf.values()].map((patches) => patches[0]?.key);
  const stored = await tx.query<MergeRow>(statements.read, [write.environmentId, JSON.stringify(keys)]);
  const changed = stored.flatMap((row) => {
    const next = (patchesOf.get(nameOf(row)) ?? []).reduce(applyPatch, row);
    return canonicalJson(next) === canonicalJson(row) ? [] : [next];
  });
  if (changed.length > 0) await tx.query(statements.update, [write.environmentId, JSON.stringify(changed), write.at]);
}

function applyPatch(row: MergeRow, patch: RowPatch): MergeRow {
  const next: MergeRow = { ...row };
  for (const [column, value] of Object.entries(patch.plain)) if (value !== undefined) next[column] = value;
  if (patch.properties === null) next.properties = {};
  else if (patch.properties) next.properties = deepMerge(row.properties, patch.properties);

  if (patch.properties && next.properties !== row.properties) {
    const maxBytes = Math.max(patch.propertiesMaxBytes ?? PROPERTIES_MAX_BYTES, bytesOf(row.properties));
    const issues = checkSize(next.properties, patch.path ?? ["properties"], maxBytes);
    if (issues.length > 0) throw badInput(issues);
  }
  return next;
}

function bytesOf(properties: JsonObject): number {
  return Buffer.byteLength(JSON.stringify(properties));
}

function statementsFor(table: MergeTable): Statements {
  const known = statementsOf.get(table);
  if (known) return known;

  const identity = Object.keys(table.identity);
  const named = { ...table.identity, ...table.fixed };
  const patched = { ...Object.fromEntries(table.plain.map((column) => [column, "text"])), properties: "jsonb" };
  const same = identity.map((column) => `t.${column} = r.${column}`).join(" and ");
  const all = Object.keys({ ...named, ...patched });
  const made: Statements = {
    // `where false` locks the existing row without writing or returning it. Order by "C", whatever the database's collation,
    // so that the lock order never changes in a running cluster.
    insert: `insert into ${table.name} (environment_id, id, created_at, updated_at, ${all.join(", ")})
      select $1, r.id, $3, $3, ${list(all, "r.")}
      from jsonb_to_recordset($2::jsonb) as r(id uuid, ${shape({ ...named, ...patched })})
      order by ${identity.map((column) => `r.${column}${table.identity[column] === "text" ? ' collate "C"' : ""}`).join(", ")}
      on conflict (environment_id, ${identity.join(", ")}) do update set updated_at = excluded.updated_at where false
      returning ${identity.join(", ")}`,
    read: `select ${list([...identity, ...table.plain, "properties"], "t.")}
      from jsonb_to_recordset($2::jsonb) as r(${shape(table.identity)})
      join ${table.name} t on t.environment_id = $1 and ${same}`,
    update: `update ${table.name} t set updated_at = $3, ${Object.keys(patched)
      .map((c) => `${c} = r.${c}`)
      .join(", ")}
      from jsonb_to_recordset($2::jsonb) as r(${shape({ ...table.identity, ...patched })})
      where t.environment_id = $1 and ${same}`,
  };
  statementsOf.set(table, made);
  return made;
}

function list(columns: readonly string[], prefix: string): string {
  return columns.map((column) => prefix + column).join(", ");
}

function shape(columns: Record<string, string>): string {
  return Object.entries(columns)
    .map(([column, type]) => `${column} ${type}`)
    .join(", ");
}
