import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { IdempotencyService, IdempotentCall } from "../../src/modules/idempotency/index.js";
import { createFoundation } from "../../src/app/composition/foundation.js";
import { createTestEnvironment, type TestEnvironment } from "../support/environments.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { createTestRuntime, type TestRuntime } from "../support/runtime.js";

const DAY_MS = 24 * 3600 * 1000;

let db: TestDatabase;
let runtime: TestRuntime;
let home: TestEnvironment;
/** Two processes on one database. */
let services: IdempotencyService[];
let keys = 0;

beforeAll(async () => {
  db = await createTestDatabase();
  runtime = createTestRuntime(db.database);
  const first = createFoundation(runtime);
  const second = createFoundation(createTestRuntime(db.database, { clock: runtime.clock }));
  home = await createTestEnvironment(db.database, first.environments);
  services = [first.idempotency, second.idempotency];
  await db.database.query("create table effects (name text not null)");
});
afterAll(() => db.drop());

function callWith(changes: Partial<IdempotentCall> = {}): IdempotentCall {
  return { scope: home.secret, operation: "test", key: `key-${++keys}`, input: { a: 1 }, ...changes };
}

/** Writes one row and returns its name. */
function act(call: IdempotentCall, on = services[0]): Promise<{ response: { name: string }; isReplay: boolean }> {
  if (!on) throw new Error("No service.");
  return on.run(call, async (tx) => {
    await tx.query("insert into effects values ($1)", [String(call.key)]);
    return { name: String(call.key) };
  });
}

async function effectsOf(call: IdempotentCall): Promise<number> {
  const rows = await db.database.query<{ count: number }>(
    "select count(*)::int as count from effects where name = $1",
    [call.key],
  );
  return rows[0]?.count ?? 0;
}

describe("an idempotency key", () => {
  test("makes a repeated call return the first answer and do nothing", async () => {
    const call = callWith();
    expect(await act(call)).toEqual({ response: { name: call.key }, isReplay: false });
    expect(await act(call)).toEqual({ response: { name: call.key }, isReplay: true });
    expect(await act({ ...call, input: { idempotencyKey: call.key, a: 1 } })).toMatchObject({ isReplay: true });
    expect(await effectsOf(call)).toBe(1);
  });

  test("used by 100 concurrent callers in two processes lets one call act, and all get its answer", async () => {
    for (let round = 0; round < 10; round++) {
      const call = callWith();
      const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => act(call, services[i % 2])));
      expect(answers.filter((answer) => !answer.isReplay)).toHaveLength(1);
      expect(answers.every((answer) => answer.response.name === call.key)).toBe(true);
      expect(await effectsOf(call)).toBe(1);
    }
  });

  test("does not starve its holder of connections while a hundred callers wait", async () => {
    const call = callWith();
    const run = (): Promise<unknown> =>
      services[0]?.run(call, async (tx) => {
        await tx.query("select pg_sleep(0.05)");
        return { done: true };
      }) ?? Promise.reject(new Error("No service."));
    await Promise.all(Array.from({ length: 100 }, run));
  });

  test("S1: never makes a caller request a second pool connection while it holds one", async () => {
    const nested = services[0]?.run(callWith(), async () => {
      await db.database.query("select 1");
      return { done: true };
    });
    await expect(nested).rejects.toThrow("holds a transaction");
    // A pool request that is left over from a finished transaction is allowed.
    const left: Promise<unknown>[] = [];
    const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));
    await db.database.transaction(async () => {
      left.push(later().then(() => db.database.query("select 1")));
    });
    await Promise.all(left);
  });

  test("is compared by meaning: another member order is the same call, another value is not", async () => {
    const call = callWith({ input: { a: 1, b: { c: [1, 2], d: null } } });
    await act(call);
    expect(await act({ ...call, input: { b: { d: null, c: [1, 2] }, a: 1 } })).toMatchObject({ isReplay: true });
    for (const input of [{ a: 2 }, { a: 1, b: { c: [2, 1], d: null } }, { a: "1" }]) {
      await expect(act({ ...call, input })).rejects.toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED" });
    }
    expect(await effectsOf(call)).toBe(1);
  });

  test("used concurrently with two inputs serves one and refuses the other", async () => {
    const call = callWith();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => act({ ...call, input: { a: i % 2 } }, services[i % 2])),
    );
    const codes = new Set(outcomes.map((each) => (each.status === "rejected" ? each.reason.code : "ok")));
    expect(codes).toEqual(new Set(["ok", "IDEMPOTENCY_KEY_REUSED"]));
    expect(await effectsOf(call)).toBe(1);
  });

  test("stores nothing when the call is refused, so that a corrected call may use it", async () => {
    const call = callWith();
    const refuse = (): Promise<unknown> =>
      services[0]?.run(call, async (tx) => {
        await tx.query("insert into effects values ($1)", [call.key]);
        throw new Error("refused");
      }) ?? Promise.resolve();
    const outcomes = await Promise.allSettled([refuse(), refuse(), act({ ...call, input: { a: 2 } })]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(["rejected", "rejected", "fulfilled"]);
    expect(await effectsOf(call)).toBe(1);
  });

  test("F-list: treats a null member like an omitted one, and compares order and form of strings exactly", async () => {
    const call = callWith({ input: { a: 1, name: null } });
    await act(call);
    expect(await act({ ...call, input: { a: 1 } })).toMatchObject({ isReplay: true });
    expect(await act({ ...call, input: { name: undefined, a: 1 } })).toMatchObject({ isReplay: true });
    const composed = callWith({ input: { name: "\u00e9" } });
    await act(composed);
    await expect(act({ ...composed, input: { name: "e\u0301" } })).rejects.toMatchObject({
      code: "IDEMPOTENCY_KEY_REUSED",
    });
  });

  test("belongs to one environment and one mutation", async () => {
    const other = await createTestEnvironment(db.database, createFoundation(runtime).environments);
    const call = callWith();
    await act(call);
    expect(await act({ ...call, operation: "other" })).toMatchObject({ isReplay: false });
    expect(await act({ ...call, scope: other.secret })).toMatchObject({ isReplay: false });
  });

  test("expires after 24 hours, whether or not it was swept", async () => {
    const call = callWith();
    const swept = callWith();
    await act(call);
    await act(swept);
    runtime.clock.advance(DAY_MS - 1);
    expect(await act(call)).toMatchObject({ isReplay: true });
    runtime.clock.advance(2);
    expect(await act({ ...call, input: { a: 2 } })).toMatchObject({ isReplay: false });
    await runtime.jobs.run("idempotency.expire");
    const rows = await db.database.query<{ key: string }>("select key from idempotency where key = any($1)", [
      [call.key, swept.key],
    ]);
    expect(rows).toEqual([{ key: call.key }]);
  });

  test.each([[""], ["x".repeat(256)], ["a\u0000b"], ["\ud800"]])("like %.9j is refused", async (key) => {
    await expect(act(callWith({ key }))).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
      issues: [{ path: ["idempotencyKey"], code: expect.any(String) }],
    });
  });

  test("that is omitted lets every call act", async () => {
    await act(callWith({ key: null, input: {} }));
    expect(await act(callWith({ key: undefined }))).toMatchObject({ isReplay: false });
  });
});
