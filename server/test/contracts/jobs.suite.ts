import { fork, type ChildProcess } from "node:child_process";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createLogger } from "../../src/platform/logging/index.js";
import { AgendaJobs, type JobDefinition, type JobKind } from "../../src/platform/jobs/index.js";
import { waitUntil } from "../support/wait-until.js";

/** A job store under test. */
export interface JobStore {
  /** Starts the store, empty and reachable. */
  start(): Promise<void>;
  url(): string;
  /** The number of rows of this job that no worker has started. */
  dueCount(name: string): Promise<number>;
  /** Closes all connections and accepts none until `comeBack`. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
}

/** A process that reports the jobs that it runs, and can be killed; see `jobs-worker.mjs`. */
const WORKER = path.resolve(import.meta.dirname, "../support/jobs-worker.mjs");

const kind = (name: string): JobKind<unknown> => ({ name, parse: (payload) => payload });

/** The contract of job stores. Each store runs all of these tests. */
export function describeJobStore(name: string, store: JobStore): void {
  describe(`jobs kept in ${name}`, () => {
    const opened: AgendaJobs[] = [];
    const children: ChildProcess[] = [];
    const rejections: unknown[] = [];
    const note = (reason: unknown): number => rejections.push(reason);

    const connect = async (...definitions: JobDefinition<unknown>[]): Promise<AgendaJobs> => {
      const jobs = await AgendaJobs.connect({ url: store.url(), log: createLogger("silent") });
      opened.push(jobs);
      for (const definition of definitions) jobs.define(definition);
      return jobs;
    };

    beforeAll(() => store.start());
    beforeEach(() => void process.on("unhandledRejection", note));

    afterEach(async () => {
      for (const child of children.splice(0)) child.kill("SIGKILL");
      await Promise.all(opened.splice(0).map((jobs) => jobs.stop()));
      process.off("unhandledRejection", note);
      expect(rejections).toEqual([]);
    });

    afterAll(() => store.stop());

    test("a wake-up by one process reaches another process, with its payload", async () => {
      const heard: unknown[] = [];
      const job = kind("ring.carry");
      const worker = await connect({ ...job, handle: async (payload) => void heard.push(payload) });
      await worker.start();
      const ringer = await connect();
      ringer.wake(job, { lane: 7 });
      await waitUntil(() => heard.length > 0);
      expect(heard).toEqual([{ lane: 7 }]);
    });

    test("thousands of wake-ups before any worker starts are a handful of rows, and are delivered", async () => {
      const heard: unknown[] = [];
      const job = kind("ring.flood");
      const ringers = await Promise.all([connect(), connect(), connect()]);
      for (let round = 0; round < 20; round++) {
        for (let index = 0; index < 100; index++) ringers[index % 3]?.wake(job, { to: index % 2 });
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await waitUntil(async () => (await store.dueCount(job.name)) > 0);
      // Two payloads, and three processes that may insert both at the same moment.
      expect(await store.dueCount(job.name)).toBeLessThanOrEqual(6);
      const worker = await connect({ ...job, handle: async (payload) => void heard.push(payload) });
      await worker.start();
      await waitUntil(async () => (await store.dueCount(job.name)) === 0 && new Set(heard.map(String)).size > 0);
      await waitUntil(() => new Set(heard.map((each) => JSON.stringify(each))).size === 2);
    });

    test("wake-ups during a handler make the handler run again, once", async () => {
      let runs = 0;
      let finish: () => void = () => undefined;
      const job = kind("ring.again");
      const handle = async (): Promise<void> => {
        runs += 1;
        if (runs === 1) await new Promise<void>((resolve) => (finish = resolve));
      };
      const worker = await connect({ ...job, handle });
      await worker.start();
      worker.wake(job, null);
      await waitUntil(() => runs === 1);
      for (let index = 0; index < 50; index++) worker.wake(job, null);
      await waitUntil(async () => (await store.dueCount(job.name)) === 1);
      finish();
      await waitUntil(() => runs === 2);
      await waitUntil(async () => (await store.dueCount(job.name)) === 0);
      expect(runs).toBe(2);
    });

    test("a recurring job runs at its interval, in one of two processes at a time", async () => {
      const runs: number[] = [];
      const job = { ...kind("clock.tick"), everyMs: 500, handle: async () => void runs.push(performance.now()) };
      const workers = await Promise.all([connect(job), connect(job)]);
      await Promise.all(workers.map((worker) => worker.start()));
      await waitUntil(() => runs.length >= 5, 10_000);
      const lasted = (runs.at(-1) ?? 0) - (runs[0] ?? 0);
      expect(lasted / (runs.length - 1)).toBeGreaterThan(350);
    });

    test("an error in a handler ends neither the job nor other jobs", async () => {
      const heard: string[] = [];
      const bad = kind("work.fail");
      const good = kind("work.succeed");
      const worker = await connect(
        {
          ...bad,
          handle: async (payload) => {
            heard.push(`bad ${String(payload)}`);
            throw new Error("on purpose");
          },
        },
        { ...good, handle: async () => void heard.push("good") },
      );
      await worker.start();
      worker.wake(bad, 1);
      await waitUntil(() => heard.includes("bad 1"));
      worker.wake(good, null);
      worker.wake(bad, 2);
      await waitUntil(() => heard.includes("good") && heard.includes("bad 2"));
      await waitUntil(async () => (await store.dueCount(bad.name)) === 0);
    });

    test("stopping waits for running handlers, and starts no new ones", async () => {
      const done: string[] = [];
      let isInside = false;
      const job = kind("work.slow");
      const worker = await connect({
        ...job,
        handle: async (payload) => {
          isInside = true;
          await new Promise((resolve) => setTimeout(resolve, 300));
          done.push(String(payload));
        },
      });
      await worker.start();
      worker.wake(job, "first");
      await waitUntil(() => isInside);
      worker.wake(job, "second");
      await worker.stop();
      expect(done).toEqual(["first"]);
      worker.wake(job, "third");
      expect(done).toEqual(["first"]);
    });

    test("a killed worker's job is taken by another within the lifetime of its lock", async () => {
      const child = fork(WORKER, [store.url(), "work.hand-over"], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
      children.push(child);
      const said: unknown[] = [];
      child.on("message", (message) => said.push(message));
      const job = kind("work.hand-over");
      const ringer = await connect();
      ringer.wake(job, null);
      await waitUntil(() => said.includes("running"), 20_000);
      const killedAt = performance.now();
      child.kill("SIGKILL");
      let takenAt = 0;
      const other = await connect({ ...job, handle: async () => void (takenAt = performance.now()) });
      await other.start();
      await waitUntil(() => takenAt > 0, 25_000);
      expect(takenAt - killedAt).toBeLessThan(18_000);
    });

    test("work continues after an outage of the store, and no process ends", async () => {
      const runs: number[] = [];
      const job = { ...kind("clock.survive"), everyMs: 500, handle: async () => void runs.push(performance.now()) };
      const worker = await connect(job);
      await worker.start();
      await waitUntil(() => runs.length > 0);
      await store.goAway();
      for (let index = 0; index < 20; index++) worker.wake(kind("ring.lost"), index);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await store.comeBack();
      const before = runs.length;
      await waitUntil(() => runs.length > before + 1, 20_000);
    });
  });
}
