import { expect, test } from "@jest/globals";
import { TaskStopped, TaskThread } from "./task-thread.js";

const THREAD = `
import { parentPort } from "node:worker_threads";
parentPort.on("message", (task) => {
  if (task === "endless") for (;;);
  if (task === "greedy") for (const kept = []; ; ) kept.push(new Array(10_000).fill({}));
  if (task === "gone") process.exit(0);
  if (task === "bad") return parentPort.postMessage({ ok: false, message: "bad" });
  parentPort.postMessage({ ok: true, value: task });
});`;

const threadOf = (more: Partial<{ taskMaxMs: number; waitingMax: number }> = {}): TaskThread => {
  const entry = new URL(`data:text/javascript,${encodeURIComponent(THREAD)}`);
  return new TaskThread({ entry, taskMaxMs: 300, waitingMax: 10, ...more });
};

test("X-03: a task that never ends is stopped, and another thread does the next one", async () => {
  const thread = threadOf();
  const endless = thread.run("a", "endless");
  const next = thread.run("a", "next");
  await expect(endless).rejects.toBeInstanceOf(TaskStopped);
  expect(await next).toBe("next");
});

test("X-03: a task that exhausts its memory is stopped, and its process continues", async () => {
  const thread = threadOf({ taskMaxMs: 60_000 });
  await expect(thread.run("a", "greedy")).rejects.toBeInstanceOf(TaskStopped);
  expect(await thread.run("a", "next")).toBe("next");
});

test("X-03: a thread that ends by itself fails one task only", async () => {
  const thread = threadOf();
  await expect(thread.run("a", "gone")).rejects.toThrow("ended by itself");
  await expect(thread.run("a", "bad")).rejects.toThrow("bad");
  expect(await thread.run("a", "next")).toBe("next");
});

test("X-03: tasks of different callers alternate, and excess tasks are refused", async () => {
  const thread = threadOf({ waitingMax: 4 });
  const done: string[] = [];
  const task = (name: string): Promise<unknown> => thread.run(name.charAt(0), name).then(() => done.push(name));
  const tasks = ["a1", "a2", "a3", "b1", "b2"].map(task);
  await expect(task("c1")).rejects.toMatchObject({ code: "UNAVAILABLE" });
  await Promise.all(tasks);
  expect(done).toEqual(["a1", "a2", "b1", "a3", "b2"]);
});
