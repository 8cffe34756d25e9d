import { expect, test } from "@jest/globals";
import { ByteRoom } from "./byte-room.js";

interface Job {
  end(): void;
  done: Promise<void>;
}

function jobIn(room: ByteRoom, bytes: number, begun: number[]): Job {
  let end = (): void => undefined;
  const held = new Promise<void>((resolve) => (end = resolve));
  const done = room.during(bytes, () => {
    begun.push(bytes);
    return held;
  });
  return { end: () => end(), done };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("work waits in line until there is room, and nothing small passes what waits", async () => {
  const room = new ByteRoom(10);
  const begun: number[] = [];
  const first = jobIn(room, 6, begun);
  const second = jobIn(room, 5, begun);
  const third = jobIn(room, 1, begun);
  await settle();
  expect(begun).toEqual([6]);
  first.end();
  await first.done;
  await settle();
  expect(begun).toEqual([6, 5, 1]);
  second.end();
  third.end();
  await Promise.all([second.done, third.done]);
});

test("work that is larger than the room goes alone, and failures give their room back", async () => {
  const room = new ByteRoom(10);
  const begun: number[] = [];
  const large = jobIn(room, 50, begun);
  const small = jobIn(room, 1, begun);
  await settle();
  expect(begun).toEqual([50]);
  large.end();
  await settle();
  expect(begun).toEqual([50, 1]);
  small.end();
  await expect(room.during(10, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  await expect(room.during(10, () => Promise.resolve("done"))).resolves.toBe("done");
});
