import { AsyncResource } from "node:async_hooks";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { laneOf } from "../../src/modules/identifiers/index.js";
import { createTestEnvironment, type TestEnvironment } from "../support/environments.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { createRecipientModules, type RecipientModules } from "../support/recipients.js";
import { createTestRuntime, TEST_NOW, type TestRuntime } from "../support/runtime.js";

let db: TestDatabase;
let runtime: TestRuntime;
let modules: RecipientModules;
let home: TestEnvironment;
let other: TestEnvironment;

const AT = new Date(TEST_NOW);

beforeAll(async () => {
  db = await createTestDatabase();
  runtime = createTestRuntime(db.database);
  modules = createRecipientModules(runtime);
});
beforeEach(async () => {
  home = await createTestEnvironment(db.database, modules.environments);
  other = await createTestEnvironment(db.database, modules.environments);
});
afterAll(() => db.drop());

/** Tables with all of these columns. */
async function tablesWith(...columns: string[]): Promise<string[]> {
  const rows = await db.database.query<{ table_name: string }>(
    `select table_name from information_schema.columns where table_schema = 'public' and column_name = any($1)
     group by table_name having count(*) = $2 order by table_name`,
    [columns, columns.length],
  );
  return rows.map((row) => row.table_name);
}

async function countOf(table: string, column: string, value: string, environmentId: number): Promise<number> {
  const rows = await db.database.query<{ count: number }>(
    `select count(*)::int as count from ${table} where environment_id = $1 and ${column} = $2`,
    [environmentId, value],
  );
  return rows[0]?.count ?? 0;
}

interface Feed {
  version: number;
  total: number;
  unread: number;
  unseen: number;
  tenants: Record<string, number[]>;
}

async function feedOf(environment: TestEnvironment, key: string): Promise<Feed | undefined> {
  const rows = await db.database.query<Feed>(
    "select version, total, unread, unseen, tenants from feeds where environment_id = $1 and recipient_key = $2",
    [environment.environmentId, key],
  );
  return rows[0];
}

/**
 * Creates a recipient with rows in every table: two messages (the second in a tenant), a run that waits in a batch,
 * and so on.
 */
async function fill(environment: TestEnvironment, key: string, tenantId: string): Promise<{ triggerId: string }> {
  const { environmentId } = environment;
  const lane = laneOf(environmentId, key);
  const [triggerId, pendingId, runId, oldRunId, batchId] = Array.from({ length: 5 }, () => runtime.newUuid());
  const trigger = `insert into triggers (environment_id, id, workflow_id, version_id, data, tenant_id, is_sandbox, skips_delays, accepted_at)
    values ($1, $2, 1, 1, '{}', $3, false, false, $4) returning seq`;
  const [first] = await db.database.query<{ seq: number }>(trigger, [environmentId, triggerId, tenantId, AT]);
  const [second] = await db.database.query<{ seq: number }>(trigger, [environmentId, pendingId, null, AT]);
  const statements: [string, unknown[]][] = [
    [
      `insert into fanouts (environment_id, lane, trigger_id, trigger_seq, recipients, is_done, run_count, completed_count)
       values ($1, $2, $3, $4, '[]', true, 2, 1)`,
      [environmentId, lane, triggerId, first?.seq],
    ],
    [
      "insert into fanouts (environment_id, lane, trigger_id, trigger_seq, recipients) values ($1, $2, $3, $4, $5)",
      [
        environmentId,
        lane,
        pendingId,
        second?.seq,
        JSON.stringify([
          [key, null],
          ["u/else", null],
        ]),
      ],
    ],
    [
      `insert into runs (environment_id, lane, id, trigger_id, trigger_seq, source, workflow_id, version_id, recipient_key, status,
         batch_id, trace, created_at)
       values ($1, $2, $3, $4, $5, '', 1, 1, $6, 'WAITING', $7, '[]', $8), ($1, $2, $9, $4, $5, '', 1, 1, $6, 'COMPLETED', null, '[]', $8)`,
      [environmentId, lane, runId, triggerId, first?.seq, key, batchId, AT, oldRunId],
    ],
    [
      `insert into batches (environment_id, lane, id, recipient_key, workflow_id, version_id, step_ref, pin, key, is_open, opened_at,
         closes_at, item_count, next_ordinal) values ($1, $2, $3, $4, 1, 1, 's', 0, '', true, $5, $5, 1, 2)`,
      [environmentId, lane, batchId, key, AT],
    ],
    [
      `insert into batch_items (environment_id, lane, batch_id, ordinal, run_id, trigger_id, created_at)
       values ($1, $2, $3, 1, $4, $5, $6)`,
      [environmentId, lane, batchId, runId, triggerId, AT],
    ],
    [
      `insert into effect_requests (environment_id, lane, id, run_id, recipient_key, kind, request, next_attempt_at, created_at)
       values ($1, $2, $3, $3, $4, 'k', '{}', $5, $5)`,
      [environmentId, lane, runId, key, AT],
    ],
    [
      `insert into throttles (environment_id, lane, recipient_key, workflow_id, step_ref, key, opened_at, ends_at, hits)
       values ($1, $2, $3, 1, 's', '', $4, $4, 1)`,
      [environmentId, lane, key, AT],
    ],
    [
      "insert into frequency_marks (environment_id, lane, recipient_key, workflow_id, tenant_id, created_at) values ($1, $2, $3, 1, $4, $5)",
      [environmentId, lane, key, tenantId, AT],
    ],
    [
      "insert into preference_sets (environment_id, lane, recipient_key, tenant_id, updated_at) values ($1, $2, $3, '', $5), ($1, $2, $3, $4, $5)",
      [environmentId, lane, key, tenantId, AT],
    ],
    [
      "insert into channel_data (environment_id, lane, recipient_key, channel_id, entries, updated_at) values ($1, $2, $3, 1, '[]', $4)",
      [environmentId, lane, key, AT],
    ],
    [
      `insert into attachments (environment_id, id, trigger_id, recipient_key, content, created_at)
       values ($1, $2, $3, $4, '\\x00', $5)`,
      [environmentId, runtime.newUuid(), triggerId, key, AT],
    ],
    [
      "insert into tenant_channel_data (environment_id, tenant_id, channel_id, entries, updated_at) values ($1, $2, 1, '[]', $3) on conflict do nothing",
      [environmentId, tenantId, AT],
    ],
    [
      "insert into preference_defaults (environment_id, tenant_id, updated_at) values ($1, $2, $3), ($1, '', $3) on conflict do nothing",
      [environmentId, tenantId, AT],
    ],
    [
      `insert into messages (environment_id, lane, run_id, ordinal, recipient_key, channel_id, trigger_id, version_id, workflow_id,
         step_ref, tenant_id, delivery_status, position, version, content_id, actor_count, activity_count, seen_at, archived_at,
         created_at, updated_at)
       select $1, $2, $3, o, $4, 1, $5, 1, 1, 's', t, 'DELIVERED', o, o, $5, 0, 1, s, a, $7, $7
       from (values (1, null, null::timestamptz, null::timestamptz), (2, $6::text, $7, null), (3, $6, null, null), (4, $6, null, $7)) v(o, t, s, a)`,
      [environmentId, lane, oldRunId, key, triggerId, tenantId, AT],
    ],
    [
      `insert into deliveries (environment_id, lane, run_id, ordinal, channel_id, recipient_key, state, seed, created_at, updated_at)
       select $1, $2, $3, o, 1, $4, 'SENT', '', $5, $5 from generate_series(1, 4) o`,
      [environmentId, lane, oldRunId, key, AT],
    ],
    [
      `insert into attempts (environment_id, lane, run_id, ordinal, number, provider_key, fence, request_hash,
         is_possible_duplicate, started_at)
       select $1, $2, $3, o, 1, 'mailbox', 1, '', false, $4 from generate_series(1, 4) o`,
      [environmentId, lane, oldRunId, AT],
    ],
    [
      `insert into message_events (environment_id, lane, run_id, ordinal, replay_key, at, code, provider_key, detail)
       select $1, $2, $3, o, 'k', $4, 'delivery.bounced', 'acme', '{}' from generate_series(1, 4) o`,
      [environmentId, lane, oldRunId, AT],
    ],
    [
      `insert into superseding (environment_id, lane, recipient_key, channel_id, key, run_id, ordinal, made_at)
       values ($1, $2, $3, 1, 'k', $4, 1, $5)`,
      [environmentId, lane, key, oldRunId, AT],
    ],
    [
      `insert into suppressions (id, environment_id, channel_type, address, reason, recipient_key, created_at)
       values (gen_random_uuid(), $1, 'EMAIL', $2, 'BOUNCED', $2, $3)`,
      [environmentId, key, AT],
    ],
    [
      `insert into feeds (environment_id, lane, recipient_key, channel_id, version, total, unread, unseen, tenants)
       values ($1, $2, $3, 1, 5, 3, 3, 2, jsonb_build_object($4::text, '[2, 2, 1]'::jsonb))`,
      [environmentId, lane, key, tenantId],
    ],
    [
      `insert into feed_removals (environment_id, lane, recipient_key, channel_id, version, run_id, ordinal, removed_at)
       values ($1, $2, $3, 1, 5, $4, 9, $5)`,
      [environmentId, lane, key, oldRunId, AT],
    ],
  ];
  for (const [sql, values] of statements) await db.database.query(sql, values);
  return { triggerId: triggerId ?? "" };
}

async function fillAll(): Promise<void> {
  for (const environment of [home, other]) {
    await modules.users.users.identify(environment.secret, { userId: "ada" });
    await modules.users.users.identify(environment.secret, { userId: "bob" });
    for (const objectId of ["1", "2"])
      await modules.objects.objects.set(environment.secret, { collection: "docs", objectId });
    await modules.tenants.tenants.set(environment.secret, { tenantId: "acme" });
    const recipients = [{ userId: "ada" }, { userId: "bob" }, { object: { collection: "docs", objectId: "2" } }];
    const object = { collection: "docs", objectId: "1" };
    await modules.subscriptions.subscriptions.subscribe(environment.secret, { object, recipients });
    for (const key of ["u/ada", "u/bob", "o/docs/1", "o/docs/2"]) await fill(environment, key, "acme");
  }
}

describe("deleting a user", () => {
  test("deletes all of the user's rows and no others", async () => {
    await fillAll();
    const tables = await tablesWith("environment_id", "recipient_key");
    expect(tables.length).toBeGreaterThanOrEqual(9);
    for (const table of tables.filter((each) => each !== "objects")) {
      expect([table, await countOf(table, "recipient_key", "u/ada", home.environmentId)]).not.toEqual([table, 0]);
    }
    const before = await Promise.all(
      tables.map((table) => countOf(table, "recipient_key", "u/bob", home.environmentId)),
    );

    expect(await modules.users.users.delete(home.secret, "ada")).toBe(true);
    for (const table of tables) {
      expect([table, await countOf(table, "recipient_key", "u/ada", home.environmentId)]).toEqual([table, 0]);
      expect([table, await countOf(table, "recipient_key", "u/ada", other.environmentId)]).not.toEqual(
        table === "objects" ? [] : [table, 0],
      );
    }
    expect(
      await Promise.all(tables.map((table) => countOf(table, "recipient_key", "u/bob", home.environmentId))),
    ).toEqual(before);
    expect(await countOf("subscriptions", "subscriber_key", "u/ada", home.environmentId)).toBe(0);
    const lane = laneOf(home.environmentId, "u/ada");
    const items = await db.database.query("select 1 from batch_items where environment_id = $1 and lane = $2", [
      home.environmentId,
      lane,
    ]);
    expect(items).toEqual([]);
    expect(await modules.users.users.delete(home.secret, "ada")).toBe(false);
  });

  test("lets triggers that reached the user finish, and makes the other triggers skip the user", async () => {
    const { triggerId } = await fill(home, "u/ada", "acme");
    expect(await modules.users.users.delete(home.secret, "ada")).toBe(false);
    const counts = await db.database.query(
      "select run_count, completed_count, cancelled_count from fanouts where trigger_id = $1",
      [triggerId],
    );
    expect(counts).toEqual([{ run_count: 2, completed_count: 1, cancelled_count: 1 }]);
    const passed = await db.database.query(
      "select cancelled_keys from triggers where environment_id = $1 and id <> $2",
      [home.environmentId, triggerId],
    );
    // The entry no longer names a recipient, so it skips nobody.
    expect(passed).toEqual([{ cancelled_keys: [""] }]);
    const named = await db.database.query("select recipients from fanouts where not is_done and environment_id = $1", [
      home.environmentId,
    ]);
    expect(named).toEqual([
      {
        recipients: [
          ["", null],
          ["u/else", null],
        ],
      },
    ]);
  });

  test("notifies subscriptions of the user's feeds after the commit", async () => {
    await fill(home, "u/ada", "acme");
    const heard: unknown[] = [];
    modules.users.erasure.onErased((erased) => heard.push(erased));
    await modules.users.users.delete(home.secret, "ada");
    expect(heard).toEqual([{ environmentId: home.environmentId, recipientKey: "u/ada", channelIds: [1] }]);
  });

  test("waits for the worker that holds the user's lane", async () => {
    await modules.users.users.identify(home.secret, { userId: "ada" });
    const order: string[] = [];
    let deleting: Promise<unknown> = Promise.resolve();
    // Another caller, outside the async context of the transaction below.
    const deleteAda = AsyncResource.bind(() => modules.users.users.delete(home.secret, "ada"));
    await db.database.transaction(async (tx) => {
      await tx.query("select pg_advisory_xact_lock($1, $2)", [home.environmentId, laneOf(home.environmentId, "u/ada")]);
      deleting = deleteAda().then(() => order.push("deleted"));
      await new Promise((resolve) => setTimeout(resolve, 50));
      order.push("worked");
    });
    await deleting;
    expect(order).toEqual(["worked", "deleted"]);
  });

  test("needs a secret key, and reports a bad id", async () => {
    await expect(modules.users.users.delete(home.asUser("ada"), "ada")).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(modules.users.users.delete(home.secret, "a/b")).rejects.toMatchObject({
      issues: [{ path: ["userId"], code: "invalid_format" }],
    });
  });
});

test("deleting an object deletes its rows and its subscriptions in both directions", async () => {
  await fillAll();
  expect(await modules.objects.objects.delete(home.secret, { collection: "docs", objectId: "1" })).toBe(true);
  for (const table of await tablesWith("environment_id", "recipient_key")) {
    expect([table, await countOf(table, "recipient_key", "o/docs/1", home.environmentId)]).toEqual([table, 0]);
  }
  expect(await countOf("subscriptions", "object_key", "o/docs/1", home.environmentId)).toBe(0);
  expect(await countOf("subscriptions", "object_key", "o/docs/1", other.environmentId)).toBe(3);
  expect(await countOf("objects", "recipient_key", "o/docs/2", home.environmentId)).toBe(1);
});

describe("deleting a tenant", () => {
  test("deletes the tenant's rows and keeps its users", async () => {
    await fillAll();
    expect(await modules.tenants.tenants.delete(home.secret, "acme")).toBe(true);
    for (const table of await tablesWith("environment_id", "tenant_id")) {
      // A trigger is the record of a call and stays until retention deletes it.
      const left = await countOf(table, "tenant_id", "acme", home.environmentId);
      expect([table, left]).toEqual([table, table === "triggers" ? 4 : 0]);
      expect([table, await countOf(table, "tenant_id", "acme", other.environmentId)]).not.toEqual([table, 0]);
    }
    expect(await countOf("users", "user_id", "ada", home.environmentId)).toBe(1);
    expect(await countOf("messages", "recipient_key", "u/ada", home.environmentId)).toBe(1);
    expect(await modules.tenants.tenants.delete(home.secret, "acme")).toBe(false);
  });

  test("leaves a tombstone for each item in a feed, with the feed's next versions and exact counts", async () => {
    await fillAll();
    const heard: object[] = [];
    modules.tenants.erasure.onFeedsChanged((changed) => heard.push(...changed));
    await modules.tenants.tenants.delete(home.secret, "acme");
    expect(await feedOf(home, "u/ada")).toEqual({ version: 8, total: 1, unread: 1, unseen: 1, tenants: {} });
    expect(await feedOf(other, "u/ada")).toMatchObject({ version: 5, total: 3, tenants: { acme: [2, 2, 1] } });
    const tombstones = await db.database.query(
      "select version, ordinal from feed_removals where environment_id = $1 and recipient_key = 'u/ada' order by version",
      [home.environmentId],
    );
    expect(tombstones).toEqual([5, 6, 7, 8].map((version, i) => ({ version, ordinal: [9, 2, 3, 4][i] })));
    expect(heard).toHaveLength(4);
    expect(heard).toContainEqual({
      environmentId: home.environmentId,
      recipientKey: "u/ada",
      channelId: 1,
      version: 8,
    });
  });

  test("ends its runs and removes its items from open batches", async () => {
    const { triggerId } = await fill(home, "u/ada", "acme");
    await modules.tenants.tenants.delete(home.secret, "acme");
    const runs = await db.database.query(
      "select status, batch_id, due_at from runs where trigger_id = $1 order by status",
      [triggerId],
    );
    expect(runs).toEqual([
      { status: "COMPLETED", batch_id: null, due_at: null },
      { status: "CANCELLED", batch_id: null, due_at: null },
    ]);
    const batches = await db.database.query(
      "select item_count, is_removed from batches b join batch_items i on i.batch_id = b.id where i.trigger_id = $1",
      [triggerId],
    );
    expect(batches).toEqual([{ item_count: 0, is_removed: true }]);
    const counts = await db.database.query(
      "select completed_count, cancelled_count from fanouts where trigger_id = $1",
      [triggerId],
    );
    expect(counts).toEqual([{ completed_count: 1, cancelled_count: 1 }]);
    const cancelled = await db.database.query("select cancelled_at from triggers where id = $1", [triggerId]);
    expect(cancelled).toEqual([{ cancelled_at: AT }]);
  });
});
