import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { toEnvironment } from "../../src/modules/environments/environment-view.schema.js";
import { newContext } from "../../src/modules/requests/index.js";
import { toObject } from "../../src/modules/objects/index.js";
import { toTenant } from "../../src/modules/tenants/index.js";
import { toUser, type UserPatch } from "../../src/modules/users/index.js";
import type { JsonObject } from "../../src/platform/json.js";
import { createTestEnvironment, type TestEnvironment } from "../support/environments.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { createRecipientModules, type RecipientModules } from "../support/recipients.js";
import { createTestRuntime, TEST_NOW, type TestRuntime } from "../support/runtime.js";

let db: TestDatabase;
let runtime: TestRuntime;
let modules: RecipientModules;
let home: TestEnvironment;

beforeAll(async () => {
  db = await createTestDatabase({ poolSize: 12 });
  runtime = createTestRuntime(db.database);
  modules = createRecipientModules(runtime);
});
beforeEach(async () => {
  runtime.clock.set(TEST_NOW);
  home = await createTestEnvironment(db.database, modules.environments);
});
afterAll(() => db.drop());

async function countStatements(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const stop = db.database.onStatement(() => count++);
  await work();
  stop();
  return count;
}

describe("identify", () => {
  test("creates a user, then changes the given fields and keeps the others", async () => {
    const { users } = modules.users;
    const first = {
      userId: "ada",
      name: "Ada",
      email: "ada@x",
      properties: { plan: "pro", nested: { a: 1, b: [1, 2] } },
    };
    const made = await users.identify(home.secret, first);
    expect(made).toMatchObject({
      user_id: "ada",
      name: "Ada",
      email: "ada@x",
      timezone: null,
      created_at: new Date(TEST_NOW),
    });
    runtime.clock.advance(1000);
    const patch = {
      userId: "ada",
      email: null,
      timezone: "UTC",
      properties: { plan: null, nested: { b: [3], c: {} } },
    };
    expect(await users.identify(home.secret, patch)).toMatchObject({
      id: made.id,
      name: "Ada",
      email: null,
      timezone: "UTC",
      properties: { nested: { a: 1, b: [3], c: {} } },
      created_at: new Date(TEST_NOW),
      updated_at: new Date(TEST_NOW + 1000),
    });
    expect((await users.identify(home.secret, { userId: "ada", properties: null })).properties).toEqual({});
  });

  test("writes nothing when nothing changes", async () => {
    const { users } = modules.users;
    await users.identify(home.secret, { userId: "ada", name: "Ada", properties: { a: { b: 1 } } });
    runtime.clock.advance(1000);
    const again = await users.identify(home.secret, { userId: "ada", name: "Ada", properties: { a: {}, z: null } });
    expect(again.updated_at).toEqual(new Date(TEST_NOW));
  });

  test("with a user token writes that user and no other", async () => {
    const { users } = modules.users;
    expect(await users.identify(home.asUser("ada"), { name: "Ada" })).toMatchObject({ user_id: "ada" });
    expect(await users.identify(home.asUser("ada"), { userId: "ada", locale: "de" })).toMatchObject({ locale: "de" });
    await expect(users.identify(home.asUser("ada"), { userId: "bob" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(users.identify(home.secret, { name: "?" })).rejects.toMatchObject({
      issues: [{ path: ["userId"], code: "required" }],
    });
  });

  test("refuses properties that a merge would make too large, and keeps the old ones", async () => {
    const { users } = modules.users;
    const big = (key: string): JsonObject => ({ [key]: "x".repeat(200 * 1024) });
    await users.identify(home.secret, { userId: "ada", properties: big("a") });
    await expect(
      users.identify(home.secret, { userId: "ada", name: "Ada", properties: big("b") }),
    ).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
      issues: [{ path: ["properties"], code: "too_large" }],
    });
    const row = (await users.load(home.secret, ["u/ada"])).get("u/ada");
    expect([row?.name, Object.keys(row?.properties ?? {})]).toEqual([null, ["a"]]);
    expect(
      (await users.identify(home.secret, { userId: "ada", properties: { a: null, ...big("b") } })).properties,
    ).toEqual(big("b"));
  });

  test("keeps users of two environments apart", async () => {
    const other = await createTestEnvironment(db.database, modules.environments);
    await modules.users.users.identify(home.secret, { userId: "ada", name: "Ada" });
    await modules.users.users.identify(other.secret, { userId: "ada", name: "Other" });
    expect((await modules.users.users.load(home.secret, ["u/ada"])).get("u/ada")?.name).toBe("Ada");
  });

  test("stores keys such as `__proto__` as plain data", async () => {
    const properties = JSON.parse('{"toString":1,"hasOwnProperty":{"a":1}}') as JsonObject;
    await modules.users.users.identify(home.secret, { userId: "ada", properties });
    const patch = JSON.parse('{"hasOwnProperty":{"b":2}}') as JsonObject;
    const row = await modules.users.users.identify(home.secret, { userId: "ada", properties: patch });
    expect(JSON.stringify(row.properties.hasOwnProperty)).toBe('{"a":1,"b":2}');
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});

describe("storing many recipients", () => {
  const patchesOf = (count: number): { userId: string; properties: JsonObject }[] =>
    Array.from({ length: count }, (_, i) => ({ userId: `user-${i}`, properties: { i } }));

  test("takes three statements for any number of recipients", async () => {
    const { users } = modules.users;
    const store = (count: number, name: string): Promise<number> => {
      const patches = patchesOf(count).map((patch) => ({ ...patch, name }));
      return countStatements(() => db.database.transaction((tx) => users.upsertMany(tx, home.secret, patches)));
    };
    expect(await store(1, "a")).toBe(1);
    expect(await store(2000, "b")).toBe(3);
    expect(await store(2000, "b")).toBe(2);
    expect((await users.load(home.secret, ["u/user-0", "u/user-1999"])).size).toBe(2);
  });

  test("applies several patches for one user in order", async () => {
    const { users } = modules.users;
    const patches: UserPatch[] = [
      { userId: "ada", name: "1", properties: { a: 1, b: 1 } },
      { userId: "ada", name: "2", properties: { b: null } },
      { userId: "ada", properties: { c: 3 } },
    ];
    for (let round = 0; round < 2; round++) {
      await db.database.transaction((tx) => users.upsertMany(tx, home.secret, patches));
      const row = (await users.load(home.secret, ["u/ada"])).get("u/ada");
      expect(row).toMatchObject({ name: "2", properties: { a: 1, c: 3 } });
    }
  });

  test("in overlapping sets concurrently loses no key and causes no deadlock", async () => {
    const { users } = modules.users;
    let attempts = 0;
    const ids = Array.from({ length: 60 }, (_, i) => `user-${i}`);
    const write = (writer: number, round: number): Promise<void> => {
      const mine = ids
        .map((userId, i) => ({
          userId,
          properties: { [`w${writer}`]: { [`r${round}`]: true } },
          order: (i * (writer * 7 + 11)) % 61,
        }))
        .sort((a, b) => a.order - b.order)
        .map(({ userId, properties }) => ({ userId, properties }));
      return db.database.transaction(
        (tx) => {
          attempts++;
          return users.upsertMany(tx, home.secret, mine);
        },
        { retries: 0 },
      );
    };
    for (let round = 0; round < 5; round++)
      await Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer, round)));
    expect(attempts).toBe(40);
    const rows = await users.load(
      home.secret,
      ids.map((id) => `u/${id}`),
    );
    const whole = Object.fromEntries(
      Array.from({ length: 8 }, (_, w) => [`w${w}`, Object.fromEntries([0, 1, 2, 3, 4].map((r) => [`r${r}`, true]))]),
    );
    for (const row of rows.values()) expect(row.properties).toEqual(whole);
    expect(rows.size).toBe(60);
  });

  test("concurrently with deletions of the same users neither fails nor loses a write", async () => {
    const { users } = modules.users;
    const names = ["a", "b", "c", "d"];
    const storing = Array.from({ length: 12 }, (_, i) =>
      db.database.transaction((tx) =>
        users.upsertMany(
          tx,
          home.secret,
          names.map((userId) => ({ userId, name: String(i) })),
        ),
      ),
    );
    await Promise.all([...storing, ...names.map((name) => users.delete(home.secret, name))]);
    await db.database.transaction((tx) =>
      users.upsertMany(
        tx,
        home.secret,
        names.map((userId) => ({ userId, name: "last" })),
      ),
    );
    const rows = await users.load(
      home.secret,
      names.map((name) => `u/${name}`),
    );
    expect([...rows.values()].map((row) => row.name)).toEqual(["last", "last", "last", "last"]);
  });
});

describe("lists", () => {
  test("return every row once and in order while rows are inserted, forward and backward", async () => {
    const { users } = modules.users;
    const add = async (userId: string): Promise<unknown> => {
      runtime.clock.advance(userId.length % 2);
      return users.identify(home.secret, { userId });
    };
    for (let i = 0; i < 25; i++) await add(`u${i}${"x".repeat(i % 3)}`);
    const seen: string[] = [];
    let after: readonly [string, string] | null = null;
    for (let more = 0; ; more++) {
      const rows = await users.page(home.secret, {}, { size: 4, isBackward: false, after, before: null });
      for (const row of rows.slice(0, 4)) seen.push(row.user_id);
      const last = rows[3];
      if (rows.length <= 4 || !last) break;
      after = [last.created_at.toISOString(), last.id];
      if (more < 3) await add(`later${more}`);
    }
    expect(seen).toHaveLength(28);
    expect(new Set(seen).size).toBe(28);
    const backward = await users.page(home.secret, {}, { size: 100, isBackward: true, after: null, before: null });
    expect(backward.map((row) => row.user_id).reverse()).toEqual(seen);
  });

  test("need a secret key", async () => {
    const page = { size: 10, isBackward: false, after: null, before: null };
    const forbidden = { code: "FORBIDDEN" };
    await expect(async () => modules.users.users.page(home.asUser("ada"), {}, page)).rejects.toMatchObject(forbidden);
    await expect(async () => modules.objects.objects.page(home.asUser("ada"), null, page)).rejects.toMatchObject(
      forbidden,
    );
    await expect(async () => modules.tenants.tenants.page(home.asUser("ada"), page)).rejects.toMatchObject(forbidden);
  });

  test("of objects can be limited to one collection", async () => {
    for (const collection of ["a", "b", "a"]) {
      await modules.objects.objects.set(home.secret, { collection, objectId: String(runtime.clock.now()) });
      runtime.clock.advance(1);
    }
    const page = { size: 10, isBackward: false, after: null, before: null };
    expect(await modules.objects.objects.page(home.secret, "a", page)).toHaveLength(2);
    expect(await modules.objects.objects.page(home.secret, null, page)).toHaveLength(3);
  });
});

describe("nodes", () => {
  test("are resolved by id in the requested order, and only in their own environment", async () => {
    const other = await createTestEnvironment(db.database, modules.environments);
    const ada = toUser(home.secret, await modules.users.users.identify(home.secret, { userId: "ada", email: "ada@x" }));
    const { nodes } = modules;
    await modules.tenants.tenants.set(home.secret, { tenantId: "acme", properties: { secret: true } });
    await modules.objects.objects.set(home.secret, { collection: "c", objectId: "1", properties: { secret: true } });
    const tenantRow = (await modules.tenants.tenants.load(home.secret, ["acme"])).get("acme");
    const objectRow = (await modules.objects.objects.load(home.secret, ["o/c/1"])).get("o/c/1");
    if (!tenantRow || !objectRow) throw new Error("Not stored.");
    const ids = [
      toTenant(home.secret, tenantRow).id,
      ada.id,
      "usr_unknown",
      "nonsense",
      "",
      toObject(home.secret, objectRow).id,
      ada.id,
    ];

    const found = await nodes.load(newContext(home.secret), ids);
    expect(found.map((node) => node?.id ?? null)).toEqual([ids[0], ada.id, null, null, null, ids[5], ada.id]);
    expect(await nodes.load(newContext(other.secret), ids)).toEqual(ids.map(() => null));

    const asBob = await nodes.load(newContext(home.asUser("bob")), ids);
    expect(JSON.stringify(asBob)).not.toMatch(/ada@x|secret/);
    expect(asBob[1]).toMatchObject({ userId: "ada", email: null });
    await expect(nodes.load(newContext(null), ids)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(
      nodes.load(
        newContext(home.secret),
        Array.from({ length: 101 }, () => ada.id),
      ),
    ).rejects.toMatchObject({
      issues: [{ path: ["ids"], code: "too_many" }],
    });
  });

  test("of one type are loaded by one statement", async () => {
    const ids: string[] = [];
    for (const userId of ["a", "b", "c", "d"]) {
      ids.push(toUser(home.secret, await modules.users.users.identify(home.secret, { userId })).id);
    }
    expect(await countStatements(() => modules.nodes.load(newContext(home.secret), ids))).toBe(1);
  });

  test("of keys and environments need a secret key", async () => {
    const row = await modules.environments.environmentOf(home.secret);
    if (!row) throw new Error("No environment.");
    const id = toEnvironment(row).id;
    expect(await modules.nodes.load(newContext(home.secret), [id])).toMatchObject([{ id, key: row.key }]);
    expect(await modules.nodes.load(newContext(home.asUser("ada")), [id])).toEqual([null]);
  });
});

describe("recipients", () => {
  test("of a request are loaded together, unknown ones as null", async () => {
    await modules.users.users.identify(home.secret, { userId: "ada", name: "Ada" });
    await modules.objects.objects.set(home.secret, { collection: "c", objectId: "1", name: "One" });
    const context = newContext(home.secret);
    const keys = ["u/ada", "o/c/1", "u/nobody", "u/ada"];
    let found: unknown[] = [];
    const count = await countStatements(async () => {
      found = await Promise.all(keys.map((key) => modules.objects.recipients.load(context, key)));
    });
    expect(found).toMatchObject([{ name: "Ada" }, { name: "One" }, null, { name: "Ada" }]);
    expect(count).toBe(2);
  });
});
