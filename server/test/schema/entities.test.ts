import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ENTITIES } from "../../src/app/composition/entities.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";

/** The facts about a column that an entity and its table share. */
interface ColumnFacts {
  name: string;
  type: string;
  isNullable: boolean;
  isPrimary: boolean;
  /** Whether Postgres generates the value. */
  isGenerated: boolean;
  hasDefault: boolean;
}

const COLUMNS = `
  select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as "isNullable",
    coalesce(a.attnum = any (i.indkey), false) as "isPrimary", a.attidentity <> '' as "isGenerated", a.atthasdef as "hasDefault"
  from pg_attribute a left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
  where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped`;

/** The configuration tables: those with a foreign key to environments. Only configuration tables have such keys. */
const CONFIGURATION = `
  select conrelid::regclass::text as name from pg_constraint
  where contype = 'f' and confrelid = 'environments'::regclass
  union select 'environments' order by name`;

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const byName = (left: ColumnFacts, right: ColumnFacts): number => (left.name < right.name ? -1 : 1);

function columnsOf(entity: (typeof ENTITIES)[number]): ColumnFacts[] {
  const { metadata } = db.database.repository<object>(entity);
  const { driver } = metadata.connection;
  const columns = metadata.columns.map((column) => ({
    name: column.databaseName,
    type: driver.normalizeType(column) + (column.isArray ? "[]" : ""),
    isNullable: column.isNullable,
    isPrimary: column.isPrimary,
    isGenerated: column.isGenerated,
    hasDefault: column.default !== undefined,
  }));
  return columns.sort(byName);
}

describe("entities", () => {
  test.each(ENTITIES)("%p has the columns of the migrations", async (entity) => {
    const { tableName } = db.database.repository<object>(entity).metadata;
    const stored = await db.database.query<ColumnFacts>(COLUMNS, [tableName]);
    expect(columnsOf(entity)).toEqual(stored.sort(byName));
  });

  test("exist for each configuration table", async () => {
    const tables = await db.database.query<{ name: string }>(CONFIGURATION);
    const known = ENTITIES.map((entity) => db.database.repository<object>(entity).metadata.tableName);
    expect(known.sort()).toEqual(tables.map(({ name }) => name));
  });
});
