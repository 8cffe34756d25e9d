import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { waitUntil } from "../support/wait-until.js";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

test("a test database is migrated and empty", async () => {
  const rows = await db.database.query<{ count: number }>("select count(*)::int as count from users");
  expect(rows).toEqual([{ count: 0 }]);
});

test("a transaction is retried after a deadlock", async () => {
  await db.database.query("create table pairs (id int primary key)");
  await db.database.query("insert into pairs values (1), (2)");
  let attempts = 0;
  let held = 0;
  const lockBoth = (first: number, second: number): Promise<void> =>
    db.database.transaction(async (tx) => {
      attempts++;
      await tx.query("select id from pairs where id = $1 for update", [first]);
      held++;
      // Neither transaction locks its second row before the other holds its first.
      await waitUntil(() => held >= 2);
      await tx.query("select id from pairs where id = $1 for update", [second]);
    });
  await Promise.all([lockBoth(1, 2), lockBoth(2, 1)]);
  expect(attempts).toBeGreaterThanOrEqual(3);
});

test("a connection that a test leaves open is reported when the database is dropped", async () => {
  const leaky = await createTestDatabase();
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: leaky.url });
  client.on("error", () => undefined);
  await client.connect();
  await client.query("select 'left open'");
  await expect(leaky.drop()).rejects.toThrow("select 'left open'");
});
