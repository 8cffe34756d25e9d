import { beforeEach, describe, expect, test } from "@jest/globals";
import { LaneRow } from "./lane-row.js";

let row: LaneRow;

beforeEach(() => {
  row = new LaneRow();
});

const ring = (lanes: readonly number[], { isUrgent = false, environmentId = 1 } = {}): void =>
  lanes.forEach((lane) => row.add([environmentId, lane], isUrgent));

/** The lanes of the next set. */
function take({ atMost = 2, busy = [] as number[], alone = [] as number[] } = {}): string {
  const taken = row.take({
    isFree: ([, lane]) => !busy.includes(lane),
    mayShare: ([, lane]) => !alone.includes(lane),
    atMost: () => atMost,
  });
  return taken.map((unit) => unit.join("/")).join(" ");
}

describe("the row of lanes", () => {
  test("gives lanes in the order in which they were rung, several to a set", () => {
    ring([3, 1, 2]);
    expect([take(), take(), take()]).toEqual(["1/3 1/1", "1/2", ""]);
    expect(row.isEmpty).toBe(true);
  });

  test("gives a lane that may not share its set alone, and leaves what is worked in", () => {
    ring([3, 1, 2]);
    expect(take({ alone: [3] })).toBe("1/3");
    expect(take({ busy: [1] })).toBe("1/2");
    expect(take({ busy: [1] })).toBe("");
    expect(take()).toBe("1/1");
  });

  test("lets environments take turns, set by set", () => {
    ring([1, 2, 3]);
    ring([7, 8], { environmentId: 2 });
    expect([take(), take(), take()]).toEqual(["1/1 1/2", "2/7 2/8", "1/3"]);
  });

  test("puts urgent lanes before the others, in a set of their own, but never twice while others wait", () => {
    ring([1, 2, 3, 4, 5]);
    ring([4], { isUrgent: true });
    ring([9], { isUrgent: true });
    expect(take()).toBe("1/4 1/9");
    ring([8], { isUrgent: true });
    expect([take(), take(), take()]).toEqual(["1/1 1/2", "1/8", "1/3 1/5"]);
  });

  test("keeps a lane urgent until it is finished, however often it comes back to the row", () => {
    ring([1, 2, 3, 4]);
    ring([4], { isUrgent: true });
    expect([take(), take()]).toEqual(["1/4", "1/1 1/2"]);
    ring([4]);
    expect(take()).toBe("1/4");
    row.finish([1, 4]);
    ring([4]);
    expect([take(), take()]).toEqual(["1/3 1/4", ""]);
  });

  test("tells what waits, urgent lanes first", () => {
    ring([1, 2, 3]);
    ring([3], { isUrgent: true });
    const waiting = row.waiting(2, ([, lane]) => lane !== 1).map((unit) => unit.join("/"));
    expect(waiting).toEqual(["1/3", "1/2"]);
  });
});
