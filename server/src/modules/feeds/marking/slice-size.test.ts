import { describe, expect, test } from "@jest/globals";
import { FIRST_SLICE_SIZE, nextSliceSize } from "./slice-size.js";

describe("the next slice", () => {
  test("grows to 2,000 items if they are marked quickly", () => {
    const sizes = [FIRST_SLICE_SIZE];
    while (sizes.length < 5) sizes.push(nextSliceSize(sizes.at(-1) ?? 0, 1));
    expect(sizes).toEqual([500, 1000, 2000, 2000, 2000]);
  });

  test("shrinks to the number that a slow database marks within the maximum lock time, but not to zero", () => {
    expect(nextSliceSize(2000, 48)).toBe(500);
    expect(nextSliceSize(500, 10_000)).toBe(100);
  });
});
