import { describe, expect, test } from "@jest/globals";
import { LaneWidth } from "./lane-width.js";

describe("how many lanes share a set", () => {
  test("many while each has few runs, and one that is full goes alone", () => {
    const width = new LaneWidth();
    expect(width.lanes).toBe(16);
    width.saw(16, 320);
    expect(width.lanes).toBe(16);
    width.saw(16, 1200);
    expect(width.lanes).toBe(8);
    width.saw(2, 1200);
    expect(width.lanes).toBe(1);
  });

  test("grows again step by step, also where nothing was found", () => {
    const width = new LaneWidth();
    width.saw(1, 600);
    const widths = Array.from({ length: 5 }, () => {
      width.saw(width.lanes, 0);
      return width.lanes;
    });
    expect(widths).toEqual([2, 4, 8, 16, 16]);
  });

  test("gives each lane room for twice its share", () => {
    expect(LaneWidth.budget(16)).toBe(75);
    expect(LaneWidth.budget(2)).toBe(600);
  });
});
