import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { Queryable } from "../../../platform/postgres/index.js";
import { TriggerWriter } from "./trigger-writer.service.js";
import type { NewTrigger, TriggerEntry } from "../trigger.repository.js";

interface Statement {
  ids: string[];
  /** Stores all calls except those whose keys are already used. */
  succeed(taken?: string[]): void;
  fail(error: Error): void;
}

const NOWHERE: Queryable = { query: () => Promise.resolve([]) };
const away = (): Error => Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

let statements: Statement[];
let writer: TriggerWriter;

beforeEach(() => {
  statements = [];
  writer = new TriggerWriter(() => NOWHERE, {
    insert: (_q, entries) =>
      new Promise((resolve, fail) => {
        const ids = entries.map(({ trigger }) => trigger.id);
        const succeed = (taken: string[] = []): void => resolve(new Set(ids.filter((id) => !taken.includes(id))));
        statements.push({ ids, succeed, fail });
      }),
  });
});
afterEach(() => void jest.useRealTimers());

/** Makes calls with these ids at the same moment. The map shows the current outcome of each. */
function call(...ids: string[]): Map<string, string> {
  const told = new Map<string, string>();
  for (const id of ids) {
    writer.store(entryOf(id)).then(
      (isStored) => told.set(id, isStored ? "stored" : "taken"),
      (error: Error) => told.set(id, error.message),
    );
  }
  return told;
}

function entryOf(id: string, environmentId = 1): TriggerEntry {
  return { trigger: triggerOf(id, environmentId), claim: null };
}

function triggerOf(id: string, environmentId: number): NewTrigger {
  return {
    environmentId,
    id,
    workflowId: 1,
    versionId: 1,
    actorKey: null,
    tenantId: null,
    data: {},
    cancellationKey: null,
    isSandbox: false,
    expiresAt: null,
    skipsDelays: false,
    at: new Date(0),
    lanes: [],
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const idsOf = (): string[][] => statements.map(({ ids }) => ids);

describe("calls of notify that store only a trigger", () => {
  test("wait for no others while few are in flight", () => {
    call("a", "b");
    expect(idsOf()).toEqual([["a"], ["b"]]);
  });

  test("are stored together, in order, while others are in flight, and resolve when they are stored", async () => {
    const told = call("a", "b", "c", "d", "e");
    statements[0]?.succeed();
    await turn();
    expect(idsOf()).toEqual([["a"], ["b"], ["c", "d", "e"]]);
    expect([...told]).toEqual([["a", "stored"]]);
    statements[2]?.succeed();
    await turn();
    expect([...told.keys()]).toEqual(["a", "c", "d", "e"]);
  });

  test("resolve separately as stored or as duplicates of a key", async () => {
    const told = call("a", "b", "c", "d");
    statements[0]?.succeed(["a"]);
    await turn();
    statements[2]?.succeed(["d"]);
    await turn();
    expect([told.get("a"), told.get("c"), told.get("d")]).toEqual(["taken", "stored", "taken"]);
  });

  test("that one caller groups are stored by one statement, and resolve then", async () => {
    const group = writer.group();
    const told = Promise.all([group.add(entryOf("a")), group.add(entryOf("b"))]);
    expect(idsOf()).toEqual([]);
    const written = group.write();
    expect(idsOf()).toEqual([["a", "b"]]);
    statements[0]?.succeed(["b"]);
    await written;
    expect(await told).toEqual([true, false]);
    await group.write();
    expect(idsOf()).toHaveLength(1);
  });

  test("do not wait for those of other environments", () => {
    call("a", "b", "c");
    void writer.store(entryOf("x", 2));
    expect(idsOf()).toEqual([["a"], ["b"], ["x"]]);
  });

  test("are retried one by one after a rejected statement, so that one bad call affects no other", async () => {
    const told = call("a", "b", "c", "d");
    statements[0]?.succeed();
    await turn();
    statements[2]?.fail(new Error("refused together"));
    await turn();
    statements[3]?.fail(new Error("refused alone"));
    await turn();
    statements[4]?.succeed();
    await turn();
    expect(idsOf().slice(2)).toEqual([["c", "d"], ["c"], ["d"]]);
    expect([told.get("c"), told.get("d")]).toEqual(["refused alone", "stored"]);
  });

  test("are not retried after a lost connection, because they may be stored; later ones continue", async () => {
    const told = call("a", "b", "c", "d");
    statements[0]?.succeed();
    await turn();
    call("e");
    statements[2]?.fail(away());
    await turn();
    expect([told.get("c"), told.get("d")]).toEqual(["connect ECONNREFUSED", "connect ECONNREFUSED"]);
    expect(idsOf().slice(2)).toEqual([["c", "d"], ["e"]]);
  });

  test("are rejected after waiting for five seconds, and not stored then", async () => {
    jest.useFakeTimers({ doNotFake: ["setImmediate"] });
    const told = call("a", "b", "late");
    jest.advanceTimersByTime(4999);
    await turn();
    expect(told.size).toBe(0);
    jest.advanceTimersByTime(1);
    await turn();
    expect(told.get("late")).toBe("Too much is waiting already. Please try again.");
    statements[0]?.succeed();
    await turn();
    expect(idsOf()).toEqual([["a"], ["b"]]);
  });

  test("are refused at once when a thousand wait", () => {
    call(...Array.from({ length: 1001 }, (_, n) => String(n)));
    expect(writer.isOverloaded).toBe(false);
    call("one more");
    expect(writer.isOverloaded).toBe(true);
  });
});
