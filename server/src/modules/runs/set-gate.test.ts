import { expect, test } from "@jest/globals";
import { SetGate } from "./set-gate.js";

/** Work that goes on until it is told to end, and what is at work. */
function worksite() {
  const gate = new SetGate();
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
  return { gate, atWork, work, settled, end };
}

test("what must be alone waits for those at work, and those that come later wait for it", async () => {
  const { gate, atWork, work, settled, end } = worksite();
  const all = [
    gate.together(work("one")),
    gate.together(work("two")),
    gate.alone(work("alone")),
    gate.together(work("three")),
    gate.alone(work("next")),
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

test("what fails holds up nobody", async () => {
  const gate = new SetGate();
  const failing = (): Promise<never> => Promise.reject(new Error("failed"));
  const failed = [gate.together(failing), gate.alone(failing), gate.together(failing)];
  expect(await gate.alone(() => Promise.resolve("went on"))).toBe("went on");
  expect((await Promise.allSettled(failed)).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
});
