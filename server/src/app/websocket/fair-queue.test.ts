import { describe, expect, test } from "@jest/globals";
import { setImmediate as turn } from "node:timers/promises";
import { FairQueue, type Allowance } from "./fair-queue.js";

const PLENTY: Allowance = { burstMs: 1e9, msPerSecond: 1 };

describe("X-04: a fair queue", () => {
  test("does one job of each caller in turn, even if one caller queued many first", async () => {
    const queue = new FairQueue();
    const done: string[] = [];
    const jobs = ["many", "many", "many", "many", "few", "other"].map((caller) =>
      queue.run(caller, PLENTY, () => done.push(caller)),
    );
    await Promise.all(jobs);
    expect(done).toEqual(["many", "few", "other", "many", "many", "many"]);
  });

  test("yields the event loop after some milliseconds of work", async () => {
    const queue = new FairQueue();
    let turns = 0;
    let isDone = false;
    const count = async (): Promise<void> => {
      while (!isDone) {
        turns += 1;
        await turn();
      }
    };
    const counting = count();
    const busy = (): void => {
      for (const until = performance.now() + 5; performance.now() < until;);
    };
    await Promise.all(Array.from({ length: 20 }, (_, n) => queue.run(`caller ${n}`, PLENTY, busy)));
    isDone = true;
    await counting;
    expect(turns).toBeGreaterThan(8);
  });

  test("delays a caller that has used up its time, and no other", async () => {
    let now = 0;
    const queue = new FairQueue({ now: () => now });
    const allowance: Allowance = { burstMs: 100, msPerSecond: 50 };
    const done: string[] = [];
    await queue.run("greedy", allowance, () => (now += 200));
    const later = queue.run("greedy", allowance, () => done.push("greedy"));
    await queue.run("modest", allowance, () => done.push("modest"));
    await turn();
    expect(done).toEqual(["modest"]);
    expect(queue.waitingOf("greedy")).toBe(1);
    // The caller's debt is 200 ms. The maximum debt is 100 ms, and 50 ms are repaid per second.
    now += 2001;
    await later;
    expect(done).toEqual(["modest", "greedy"]);
    queue.close();
  });

  test("passes on the error of a job, and continues", async () => {
    const queue = new FairQueue();
    const fail = (): never => {
      throw new Error("No.");
    };
    await expect(queue.run("a", PLENTY, fail)).rejects.toThrow("No.");
    await expect(queue.run("a", PLENTY, async () => Promise.resolve(7))).resolves.toBe(7);
  });
});
