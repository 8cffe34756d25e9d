import { beforeEach, expect, test } from "@jest/globals";
import { BatchedWriter, type BatchedWriterOptions } from "./batched-writer.js";

interface Statement {
  set: string[];
  succeed(): void;
  fail(error: Error): void;
}

let statements: Statement[];

beforeEach(() => {
  statements = [];
});

const writerWith = (options: Partial<BatchedWriterOptions<string, string>> = {}) =>
  new BatchedWriter<string, string>({
    write: (set) =>
      new Promise((resolve, fail) => {
        statements.push({ set: [...set], succeed: () => resolve((item) => `${item} stored`), fail });
      }),
    ...options,
  });

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const setsOf = () => statements.map(({ set }) => set);
const away = () => Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

test("an item that comes alone does not wait; those that come meanwhile share the next statement", async () => {
  const writer = writerWith();
  const results = ["a", "b", "c"].map((item) => writer.add(item));
  expect(setsOf()).toEqual([["a"]]);
  statements[0]?.succeed();
  await turn();
  expect(setsOf()).toEqual([["a"], ["b", "c"]]);
  statements[1]?.succeed();
  expect(await Promise.all(results)).toEqual(["a stored", "b stored", "c stored"]);
  await writer.idle();
  expect(writer.waitingCount).toBe(0);
});

test("items that come within the time to gather share a statement, and sets are as large as they may be", async () => {
  const writer = writerWith({ gather: turn, countOf: () => 2 });
  for (const item of ["a", "b", "c"]) void writer.add(item);
  expect(setsOf()).toEqual([]);
  await turn();
  await turn();
  expect(setsOf()).toEqual([["a", "b"]]);
});

test("a set that is refused is split, and only the item at fault fails", async () => {
  const writer = writerWith({ gather: turn });
  const results = Promise.allSettled(["good", "bad"].map((item) => writer.add(item)));
  await turn();
  await turn();
  statements[0]?.fail(new Error("refused"));
  await turn();
  statements[1]?.succeed();
  await turn();
  statements[2]?.fail(new Error("refused alone"));
  expect((await results).map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  expect(setsOf()).toEqual([["good", "bad"], ["good"], ["bad"]]);
});

test("a failed set is retried unchanged while its owner allows it, and otherwise not during an outage", async () => {
  const writer = writerWith({ gather: turn, retryMs: (_set, { tries }) => (tries < 2 ? 0 : null) });
  const results = Promise.allSettled(["a", "b"].map((item) => writer.add(item)));
  await turn();
  await turn();
  statements[0]?.fail(away());
  for (let look = 0; statements.length < 2 && look < 1000; look += 1)
    await new Promise((resolve) => setTimeout(resolve, 1));
  expect(setsOf()).toEqual([
    ["a", "b"],
    ["a", "b"],
  ]);
  statements[1]?.fail(away());
  expect((await results).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(statements).toHaveLength(2);
});

test("a group is stored by a statement of its own, and what waits can be given up", async () => {
  const writer = writerWith();
  void writer.add("first");
  const waits = writer.add("waits");
  const group = writer.group();
  const grouped = group.add("grouped");
  void group.write();
  expect(setsOf()).toEqual([["first"], ["grouped"]]);
  writer.giveUp("waits", new Error("too late"));
  await expect(waits).rejects.toThrow("too late");
  statements[1]?.succeed();
  expect(await grouped).toBe("grouped stored");
});
