import { describe, expect, test } from "@jest/globals";
import { LaneCare } from "./lane-care.js";

/** The budgets of sets that go well, until care is no longer called for. */
function budgets(care: LaneCare): number[] {
  const found = [care.budget];
  while (!care.relax(false)) found.push(care.budget);
  return found;
}

const times = (count: number, budget: number): number[] => Array.from({ length: count }, () => budget);

describe("how carefully a lane is worked in", () => {
  test("not at all where nothing went wrong", () => {
    expect(budgets(new LaneCare())).toEqual([500]);
  });

  test("in small sets after a death, for as many runs as the set may have had", () => {
    expect(budgets(new LaneCare(1))).toEqual(times(23, 22));
  });

  test("one run at a time after two, and in larger sets again when those went well", () => {
    expect(budgets(new LaneCare(2))).toEqual([...times(22, 1), ...times(23, 22)]);
  });

  test("for longer after more, until the poison is met whichever kind it is of", () => {
    const alone = [3, 4, 20].map((deaths) => budgets(new LaneCare(deaths)).filter((budget) => budget === 1).length);
    expect(alone).toEqual([44, 66, 66]);
  });

  test("in smaller sets after each failure, and in larger ones again step by step", () => {
    const care = new LaneCare();
    care.shrink();
    expect(care.budget).toBe(22);
    care.relax(false);
    care.shrink();
    expect(budgets(care)).toEqual([...times(22, 1), ...times(22, 22)]);
  });

  test("with each kind of run first in turn, and with the same again when a set failed", () => {
    const care = new LaneCare(2);
    const turns = Array.from({ length: 4 }, () => {
      care.relax(false);
      return care.turn;
    });
    care.shrink();
    expect([...turns, care.turn]).toEqual([1, 2, 0, 1, 1]);
  });

  test("no longer once the lane has nothing to do", () => {
    expect(new LaneCare(3).relax(true)).toBe(true);
  });

  test("waits longer each time for what no run is to blame for, and as briefly as at first after it went well", () => {
    const care = new LaneCare();
    expect([care.rest(), care.rest(), care.rest()]).toEqual([250, 500, 1000]);
    care.relax(false);
    expect(care.rest()).toBe(250);
  });
});
