import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Repository } from "typeorm";
import { ChannelEntity } from "../../src/modules/channels/channel.entity.js";
import { createTestEnvironment, type TestEnvironment } from "../support/environments.js";
import { createFoundation } from "../../src/app/composition/foundation.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { createTestRuntime } from "../support/runtime.js";

let db: TestDatabase;
let home: TestEnvironment;

beforeAll(async () => {
  db = await createTestDatabase({ poolSize: 2 });
  const runtime = createTestRuntime(db.database);
  home = await createTestEnvironment(db.database, createFoundation(runtime).environments);
});
afterAll(() => db.drop());

const row = (key: string): Omit<ChannelEntity, "id"> => ({
  public_id: `00000000-0000-7000-8000-${key.padStart(12, "0")}`,
  environment_id: home.environmentId,
  key,
  type: "IN_APP",
  name: key,
  is_default: false,
  is_sandbox: false,
  has_address: false,
  conditions: null,
  overrides: null,
  on_uncertain: null,
  deleted_at: null,
  created_at: new Date(0),
});

test("a repository of a transaction writes in it, and its writes are rolled back with it", async () => {
  const failing = db.database.transaction(async (tx) => {
    await tx.repository(ChannelEntity).insert(row("1"));
    expect(await tx.repository(ChannelEntity).existsBy({ key: "1" })).toBe(true);
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await db.database.repository(ChannelEntity).existsBy({ key: "1" })).toBe(false);
});

test("code that holds a transaction must not ask for a repository of the pool", async () => {
  const nested = db.database.transaction(async () => db.database.repository(ChannelEntity).count());
  await expect(nested).rejects.toThrow(/holds a transaction/);
});

test("a repository of the pool from before the transaction must not be used within it", async () => {
  const early: Repository<ChannelEntity> = db.database.repository(ChannelEntity);
  await expect(db.database.transaction(async () => early.count())).rejects.toThrow(/holds a transaction/);
  expect(await early.count()).toBe(0);
});

test("statements of repositories are reported to listeners, but not begin and commit", async () => {
  const heard: string[] = [];
  const stop = db.database.onStatement((sql) => heard.push(sql));
  await db.database.transaction(async (tx) => void (await tx.repository(ChannelEntity).count()));
  await db.database.repository(ChannelEntity).count();
  stop();
  expect(heard.map((sql) => /^select count/i.test(sql))).toEqual([true, true]);
});
