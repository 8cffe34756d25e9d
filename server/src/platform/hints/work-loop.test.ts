import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createLogger } from "../logging/index.js";
import { LocalHints } from "./local-hints.js";
import { WorkLoop } from "./work-loop.js";

const hints = new LocalHints();
let loop: WorkLoop;
/** The calls of `work`. The test ends each with the number of items found. */
let calls: { end(found: number): void; fail(): void }[];

beforeEach(() => {
  calls = [];
  loop = new WorkLoop(
    { hints, log: createLogger("silent") },
    {
      ...{ topic: "work", pollMs: 3_600_000, failureEvent: "work.failed" },
      work: () =>
        new Promise((end, reject) => {
          calls.push({ end, fail: () => reject(new Error("The database is away.")) });
        }),
    },
  );
});
afterEach(async () => {
  const stopped = loop.stop();
  calls.at(-1)?.end(0);
  await stopped;
});

const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test("works at the start, and again until it finds nothing", async () => {
  loop.wake();
  expect(calls).toHaveLength(0);
  loop.start();
  calls[0]?.end(3);
  await settled();
  expect(calls).toHaveLength(2);
  calls[1]?.end(0);
  await settled();
  expect(calls).toHaveLength(2);
});

test("works once more for all hints that come meanwhile, and never concurrently", async () => {
  loop.start();
  for (let hint = 0; hint < 3; hint += 1) hints.publish("work", "");
  await settled();
  expect(calls).toHaveLength(1);
  calls[0]?.end(0);
  await settled();
  expect(calls).toHaveLength(2);
});

test("continues at the next hint after a failure", async () => {
  loop.start();
  calls[0]?.fail();
  await settled();
  expect(calls).toHaveLength(1);
  hints.publish("work", "");
  expect(calls).toHaveLength(2);
});

test("stopping waits for the running work, and starts no more", async () => {
  loop.start();
  const stopped = loop.stop();
  hints.publish("work", "");
  calls[0]?.end(5);
  await stopped;
  expect(calls).toHaveLength(1);
});
