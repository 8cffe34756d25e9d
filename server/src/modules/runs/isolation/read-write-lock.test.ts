import { expect, test } from "@jest/globals";
import { AsyncRwLock } from "./read-write-lock.js";

/** Tasks that run until they are told to end, and a list of the running ones. */
function worksite() {
  const lock = new AsyncRwLock();
  const atWork = new Set<string>();
  const ends = new Map<string, () => void>();
  const work = (name: string) => async (): Promise<string> => {
    atWork.add(name);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    atWork.delete(name);
    return name;
  };
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    await settled();
  };
  return { lock, atWork, work, settled, end };
}

test("a writer waits for running readers, and later readers wait for the writer", async () => {
  const { lock, atWork, work, settled, end } = worksite();
  const all = [
    lock.shared(work("one")),
    lock.shared(work("two")),
    lock.exclusive(work("alone")),
    lock.shared(work("three")),
    lock.exclusive(work("next")),
  ];
  await settled();
  expect([...atWork]).toEqual(["one", "two"]);
  await end("one");
  expect([...atWork]).toEqual(["two"]);
  await end("two");
  expect([...atWork]).toEqual(["alone"]);
  await end("alone");
  expect([...atWork]).toEqual(["three"]);
  await end("three");
  expect([...atWork]).toEqual(["next"]);
  await end("next");
  expect(await Promise.all(all)).toEqual(["one", "two", "alone", "three", "next"]);
});

test("a failing task blocks no other", async () => {
  const lock = new AsyncRwLock();
  const failing = (): Promise<never> => Promise.reject(new Error("failed"));
  const failed = [lock.shared(failing), lock.exclusive(failing), lock.shared(failing)];
  expect(await lock.exclusive(() => Promise.resolve("went on"))).toBe("went on");
  expect((await Promise.allSettled(failed)).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
});
