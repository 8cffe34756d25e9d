import { describe, expect, test } from "@jest/globals";
import { LaneWidth } from "./lane-width.js";

describe("how many lanes share a set", () => {
  test("many while each has few runs, and one that is full goes alone", () => {
    const width = new LaneWidth();
    expect(width.lanes).toBe(32);
    width.saw(32, 320);
    expect(width.lanes).toBe(32);
    width.saw(32, 1200);
    expect(width.lanes).toBe(16);
    width.saw(2, 1200);
    expect(width.lanes).toBe(1);
  });

  test("many again once they have few", () => {
    const width = new LaneWidth();
    width.saw(1, 600);
    width.saw(1, 40);
    expect(width.lanes).toBe(15);
    width.saw(15, 0);
    expect(width.lanes).toBe(32);
  });

  test("gives each lane room for twice its share", () => {
    expect(LaneWidth.budget(32)).toBe(38);
    expect(LaneWidth.budget(2)).toBe(600);
  });
});
