import { beforeEach, describe, expect, test } from "@jest/globals";
import { LaneQueue } from "./lane-queue.js";

let row: LaneQueue;

beforeEach(() => {
  row = new LaneQueue();
});

const add = (lanes: readonly number[], { isUrgent = false, environmentId = 1 } = {}): void =>
  lanes.forEach((lane) => row.add([environmentId, lane], isUrgent));

/** The lanes of the next set. */
function take({ atMost = 2, atLeast = 1, busy = [] as number[], alone = [] as number[] } = {}): string {
  const taken = row.take({
    isFree: ([, lane]) => !busy.includes(lane),
    mayShare: ([, lane]) => !alone.includes(lane),
    atMost: () => atMost,
    isEnough: (_environmentId, lanes) => lanes >= atLeast,
  });
  return taken.map((unit) => unit.join("/")).join(" ");
}

describe("the lane queue", () => {
  test("returns lanes in order of arrival, several per set", () => {
    add([3, 1, 2]);
    expect([take(), take(), take()]).toEqual(["1/3 1/1", "1/2", ""]);
    expect(row.isEmpty).toBe(true);
  });

  test("returns a lane that must be alone by itself, and skips busy lanes", () => {
    add([3, 1, 2]);
    expect(take({ alone: [3] })).toBe("1/3");
    expect(take({ busy: [1] })).toBe("1/2");
    expect(take({ busy: [1] })).toBe("");
    expect(take()).toBe("1/1");
  });

  test("keeps lanes that are too few for a set, but returns a lane that must be alone", () => {
    add([3, 1]);
    expect(take({ atLeast: 2, alone: [3] })).toBe("1/3");
    expect(take({ atLeast: 2 })).toBe("");
    add([4]);
    expect(take({ atLeast: 2 })).toBe("1/1 1/4");
  });

  test("does not change the order of environments for a set that was not started", () => {
    add([1], { isUrgent: true });
    add([2, 3]);
    expect(take({ atLeast: 2 })).toBe("");
    expect([take(), take(), take()]).toEqual(["1/1", "1/2 1/3", ""]);
  });

  test("alternates between environments, set by set", () => {
    add([1, 2, 3]);
    add([7, 8], { environmentId: 2 });
    expect([take(), take(), take()]).toEqual(["1/1 1/2", "2/7 2/8", "1/3"]);
  });

  test("X-09: prefers the environment with the least work time, not the longest wait", () => {
    add([1, 2, 3, 4, 5, 6]);
    add([7, 8], { environmentId: 2 });
    const taken = [take()];
    row.charge(1, 50);
    taken.push(take({ atMost: 1 }));
    row.charge(2, 5);
    taken.push(take({ atMost: 1 }), take());
    expect(taken).toEqual(["1/1 1/2", "2/7", "2/8", "1/3 1/4"]);
  });

  test("X-09: an idle environment accumulates no credit", () => {
    add([1, 2, 3]);
    take();
    row.charge(1, 500);
    add([7, 8, 9], { environmentId: 2 });
    const taken = [take({ atMost: 1 })];
    row.charge(2, 5);
    taken.push(take({ atMost: 1 }));
    expect(taken).toEqual(["1/3", "2/7"]);
  });

  test("returns urgent lanes first, in a set of their own, but not twice in a row while others wait", () => {
    add([1, 2, 3, 4, 5]);
    add([4], { isUrgent: true });
    add([9], { isUrgent: true });
    expect(take()).toBe("1/4 1/9");
    add([8], { isUrgent: true });
    expect([take(), take(), take()]).toEqual(["1/1 1/2", "1/8", "1/3 1/5"]);
  });

  test("keeps a lane urgent until it is finished, however often it returns to the queue", () => {
    add([1, 2, 3, 4]);
    add([4], { isUrgent: true });
    expect([take(), take()]).toEqual(["1/4", "1/1 1/2"]);
    add([4]);
    expect(take()).toBe("1/4");
    row.finish([1, 4]);
    add([4]);
    expect([take(), take()]).toEqual(["1/3 1/4", ""]);
  });

  test("lists waiting lanes, urgent ones first", () => {
    add([1, 2, 3]);
    add([3], { isUrgent: true });
    const waiting = row.waiting(2, ([, lane]) => lane !== 1).map((unit) => unit.join("/"));
    expect(waiting).toEqual(["1/3", "1/2"]);
  });
});
