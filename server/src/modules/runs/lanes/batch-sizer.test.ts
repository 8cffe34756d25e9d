import { describe, expect, test } from "@jest/globals";
import { BatchSizer } from "./batch-sizer.js";

describe("how many lanes share a set", () => {
  test("many while each has few runs, and one that is full goes alone", () => {
    const sizer = new BatchSizer();
    expect(sizer.lanes).toBe(32);
    sizer.observe(32, 320);
    expect(sizer.lanes).toBe(32);
    sizer.observe(32, 1200);
    expect(sizer.lanes).toBe(16);
    sizer.observe(2, 1200);
    expect(sizer.lanes).toBe(1);
  });

  test("many again once they have few", () => {
    const sizer = new BatchSizer();
    sizer.observe(1, 600);
    sizer.observe(1, 40);
    expect(sizer.lanes).toBe(15);
    sizer.observe(15, 0);
    expect(sizer.lanes).toBe(32);
  });

  test("X-09: takes as few runs as a cut set managed, and more again step by step", () => {
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
