import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { PLAN_AS_USUAL } from "../../src/platform/postgres/index.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase({ poolSize: 1 });
});
afterAll(() => db.drop());

const SETTINGS = `select current_setting('plan_cache_mode') as mode, current_setting('enable_seqscan') as seqscan,
  current_setting('enable_sort') as sort, current_setting('max_parallel_workers_per_gather')::int > 0 as parallel, current_setting('transaction_read_only') as "readOnly"`;
const USUAL = { mode: "auto", seqscan: "on", sort: "on", parallel: true, readOnly: "off" };
const BY_KEY = { mode: "force_generic_plan", seqscan: "off", sort: "off", parallel: false };

test("a look-up is planned once, by keys alone, and can write nothing; its settings end with it", async () => {
  expect(await db.database.lookUps.query(SETTINGS)).toEqual([{ ...BY_KEY, readOnly: "on" }]);
  expect(await db.database.query(SETTINGS)).toEqual([USUAL]);
  await expect(db.database.lookUps.query("insert into environments (key) values ('x')")).rejects.toThrow(/read-only/);
  expect(await db.database.query(SETTINGS)).toEqual([USUAL]);
});

test("a statement is planned once for look-ups with different values", async () => {
  const sql = "select key from environments where id = any($1::int[])";
  for (const ids of [[1], [2, 3], [4, 5, 6]]) await db.database.lookUps.query(sql, [ids]);
  const plans = await db.database.query<{ generic_plans: number; custom_plans: number }>(
    "select generic_plans::int, custom_plans::int from pg_prepared_statements where statement = $1",
    [sql],
  );
  expect(plans).toEqual([{ generic_plans: 3, custom_plans: 0 }]);
});

test("a look-up that fails says why, and the connection serves the next one", async () => {
  await expect(db.database.lookUps.query("select 1 / 0")).rejects.toThrow(/division by zero/);
  expect(await db.database.lookUps.query("select 1 as one")).toEqual([{ one: 1 }]);
});

test("code that holds a transaction must not look up on another connection", async () => {
  const nested = db.database.transaction(async () => db.database.lookUps.query("select 1"));
  await expect(nested).rejects.toThrow(/holds a transaction/);
});

test("a transaction has the settings from its first statement on, and nothing has them after it", async () => {
  const options = { findsByKey: true, plansOnce: true, beginsWithARead: true };
  await db.database.transaction(async (tx) => {
    expect(await tx.query(SETTINGS)).toEqual([{ ...BY_KEY, readOnly: "off" }]);
    tx.defer(tx.query(PLAN_AS_USUAL));
    expect(await tx.query(SETTINGS)).toEqual([{ ...BY_KEY, mode: "auto", readOnly: "off" }]);
  }, options);
  expect(await db.database.query(SETTINGS)).toEqual([USUAL]);
});
