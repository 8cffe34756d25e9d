import { describe, expect, test } from "@jest/globals";
import { BatchSizer } from "./batch-sizer.js";

describe("the number of lanes per set", () => {
  test("is large while each lane has few runs, and a full lane is alone", () => {
    const sizer = new BatchSizer();
    expect(sizer.lanes).toBe(32);
    sizer.observe(32, 320);
    expect(sizer.lanes).toBe(32);
    sizer.observe(32, 1200);
    expect(sizer.lanes).toBe(16);
    sizer.observe(2, 1200);
    expect(sizer.lanes).toBe(1);
  });

  test("is large again once lanes have few runs", () => {
    const sizer = new BatchSizer();
    sizer.observe(1, 600);
    sizer.observe(1, 40);
    expect(sizer.lanes).toBe(15);
    sizer.observe(15, 0);
    expect(sizer.lanes).toBe(32);
  });

  test("X-09: follows the number of runs that a cut set managed, and grows again step by step", () => {
    const sizer = new BatchSizer();
    sizer.observe(1, 12, true);
    const budgets = [sizer.budget(1)];
    for (const done of [12, 24, 48]) {
      sizer.observe(1, done);
      budgets.push(sizer.budget(1));
    }
    expect(budgets).toEqual([24, 48, 96, 192]);
    expect(sizer.isHeavy).toBe(true);
    for (let n = 0; n < 3; n += 1) sizer.observe(1, 600);
    expect(sizer.isHeavy).toBe(false);
  });

  test("gives each lane room for twice its share", () => {
    const sizer = new BatchSizer();
    expect(sizer.budget(32)).toBe(38);
    expect(sizer.budget(2)).toBe(600);
  });
});
