import { describe, expect, test } from "@jest/globals";
import { DrainRate } from "./drain-rate.js";

describe("the rate at which refused bodies are discarded", () => {
  test("delays each chunk by the share of the chunks before it", () => {
    const rate = new DrainRate(1000, () => 0);
    expect([rate.delayAfter(10), rate.delayAfter(20), rate.delayAfter(5)]).toEqual([10, 30, 35]);
  });

  test("accumulates no credit while nothing is discarded", () => {
    let now = 0;
    const rate = new DrainRate(1000, () => now);
    rate.delayAfter(10);
    now = 60_000;
    expect(rate.delayAfter(10)).toBe(10);
  });
});
