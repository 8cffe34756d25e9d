import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  filterFrom,
  filterSql,
  filterValues,
  isInTenant,
  matchesFilter,
  type FeedFilter,
  type Filtered,
} from "../../src/modules/feeds/model/feed-filter.js";
import type { Json, JsonObject } from "../../src/platform/json.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";

let db: TestDatabase;

// Few words, so that items and filters often match; some of them sort, fold or escape in unusual ways.
const word = fc.constantFrom("a", "b", "A", "ä", "a\u0308", "😀", "", "null", "1", "%", "'", '"', "\\", "\u2028");
const number = fc.constantFrom(0, -0, 1, -1, 1.5, 1e21, 1e-7, 2 ** 53, 0.1);
const scalar: fc.Arbitrary<Json> = fc.oneof(word, number, fc.boolean(), fc.constant(null));
const { value: json } = fc.letrec<{ value: Json; list: Json; object: Json }>((tie) => ({
  value: fc.oneof({ depthSize: "small", withCrossShrink: true }, scalar, tie("list"), tie("object")),
  list: fc.array(tie("value"), { maxLength: 3 }),
  object: fc.dictionary(word, tie("value"), { maxKeys: 3 }),
}));
const data: fc.Arbitrary<JsonObject> = fc.dictionary(word, json, { maxKeys: 3 });
const keys = fc.array(fc.constantFrom("one", "two", "Zwei"), { maxLength: 3 });

// Instants that are equal or a millisecond apart: bounds are tried on both sides.
const instant = fc.integer({ min: 0, max: 4 }).map((ms) => new Date(1_700_000_000_000 + ms));

// Most filters have no bound, so that enough filters still match.
const bound = fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: instant });

const item: fc.Arbitrary<Filtered> = fc.record({
  isRead: fc.boolean(),
  isSeen: fc.boolean(),
  isArchived: fc.boolean(),
  isSnoozed: fc.boolean(),
  isPinned: fc.boolean(),
  createdAt: instant,
  workflowKey: fc.constantFrom("one", "two", "Zwei"),
  categories: keys,
  tenantId: fc.constantFrom(null, "a", "A", ""),
  data,
});

const filter: fc.Arbitrary<FeedFilter> = fc.record({
  isRead: fc.constantFrom(null, true, false),
  isSeen: fc.constantFrom(null, true, false),
  archived: fc.constantFrom("EXCLUDE" as const, "INCLUDE" as const, "ONLY" as const),
  snoozed: fc.constantFrom("EXCLUDE" as const, "INCLUDE" as const, "INCLUDE" as const, "ONLY" as const),
  pinned: fc.oneof(
    { weight: 4, arbitrary: fc.constant("INCLUDE" as const) },
    { weight: 1, arbitrary: fc.constantFrom("EXCLUDE" as const, "ONLY" as const) },
  ),
  workflowKeys: fc.option(keys),
  categories: fc.option(keys),
  hasTenant: fc.constantFrom(null, true, false),
  data: fc.option(data),
  createdFrom: bound,
  createdBefore: bound,
});

/** A part of the value, so that it is contained more often than by chance. */
function partOf(value: Json, picks: number): Json {
  if (Array.isArray(value))
    return value.filter((_, index) => (picks >> index) % 2 === 0).map((each) => partOf(each, picks >> 1));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter((_, index) => (picks >> index) % 2 === 0);
  return Object.fromEntries(entries.map(([key, each]) => [key, partOf(each, picks >> 1)]));
}

/** Evaluates the statement's filter in Postgres, on a row that is built from the item. */
async function matchesInPostgres(wanted: FeedFilter, of: Filtered, tenantId: string | null): Promise<boolean> {
  const at = (isSet: boolean): Date | null => (isSet ? new Date(0) : null);
  const from = filterFrom(wanted)
    .replace("messages m", "m")
    .replace("contents c", "c")
    .replace("workflow_versions v", "v");
  const document = { key: of.workflowKey, ...(of.categories.length > 0 ? { categories: of.categories } : {}) };
  const rows = await db.database.query<{ found: boolean }>(
    `with m as (select 1 as environment_id, 1 as content_id, 1 as version_id, null::jsonb as data, $1::timestamptz as read_at,
         $2::timestamptz as seen_at, $3::timestamptz as archived_at, $4::text as tenant_id, $7::timestamptz as snoozed_until,
         $8::timestamptz as pinned_at, $9::timestamptz as created_at),
       c as (select 1 as environment_id, 1 as id, $5::jsonb as data), v as (select 1 as id, $6::jsonb as document)
     select exists (select 1 from ${from} where ${filterSql(wanted, 10)}) as found`,
    [
      at(of.isRead),
      at(of.isSeen),
      at(of.isArchived),
      of.tenantId,
      JSON.stringify(of.data),
      JSON.stringify(document),
      at(of.isSnoozed),
      at(of.isPinned),
      of.createdAt,
      ...filterValues(wanted, tenantId),
    ],
  );
  return rows[0]?.found ?? false;
}

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

test("a filter gives the same result in SQL and in the process, for any item", async () => {
  const seen = { matching: 0, other: 0 };
  const tenant = fc.constantFrom(null, null, "a", "A", "z");
  await fc.assert(
    fc.asyncProperty(item, filter, tenant, fc.option(fc.nat(255)), async (of, wanted, tenantId, picks) => {
      const asked =
        picks === null || wanted.data === null ? wanted : { ...wanted, data: objectOf(partOf(of.data, picks)) };
      const here = isInTenant(tenantId, of) && matchesFilter(asked, of);
      seen[here ? "matching" : "other"] += 1;
      expect(await matchesInPostgres(asked, of, tenantId)).toBe(here);
    }),
    { numRuns: 2000 },
  );
  expect(Math.min(seen.matching, seen.other)).toBeGreaterThan(20);
});

test("containment of data gives the same result in SQL and in the process, for any two values", async () => {
  const open: FeedFilter = {
    isRead: null,
    isSeen: null,
    archived: "INCLUDE",
    snoozed: "INCLUDE",
    pinned: "INCLUDE",
    workflowKeys: null,
    categories: null,
    hasTenant: null,
    data: {},
    createdFrom: null,
    createdBefore: null,
  };
  const base: Filtered = {
    isRead: false,
    isSeen: false,
    isArchived: false,
    isSnoozed: false,
    isPinned: false,
    createdAt: new Date(0),
    workflowKey: "one",
    categories: [],
    tenantId: null,
    data: {},
  };
  let contained = 0;
  await fc.assert(
    fc.asyncProperty(data, data, fc.option(fc.nat(255)), async (held, other, picks) => {
      const wanted = { ...open, data: picks === null ? other : objectOf(partOf(held, picks)) };
      const here = matchesFilter(wanted, { ...base, data: held });
      contained += here ? 1 : 0;
      expect(await matchesInPostgres(wanted, { ...base, data: held }, null)).toBe(here);
    }),
    { numRuns: 1500 },
  );
  expect(contained).toBeGreaterThan(200);
});

function objectOf(value: Json): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
