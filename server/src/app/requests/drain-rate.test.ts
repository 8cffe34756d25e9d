import { describe, expect, test } from "@jest/globals";
import { DrainRate } from "./drain-rate.js";

describe("the rate at which refused bodies are dropped", () => {
  test("makes each piece wait for the share of those before it", () => {
    const rate = new DrainRate(1000, () => 0);
    expect([rate.delayAfter(10), rate.delayAfter(20), rate.delayAfter(5)]).toEqual([10, 30, 35]);
  });

  test("saves nothing up while there is nothing to drop", () => {
    let now = 0;
    const rate = new DrainRate(1000, () => now);
    rate.delayAfter(10);
    now = 60_000;
    expect(rate.delayAfter(10)).toBe(10);
  });
});
