import { expect, test } from "@jest/globals";
import type { LaneUnit } from "../../lanes/index.js";
import { LaneStates } from "./lane-states.js";

const LANE: LaneUnit = [1, 7];

test("a lane begins as free, and changes keep what they do not name", () => {
  const states = new LaneStates();
  expect(states.of(LANE)).toEqual({ phase: "free", busyCount: 0, isExclusive: false });
  states.change(LANE, { phase: "active" });
  states.change(LANE, { isExclusive: true });
  expect(states.of(LANE)).toEqual({ phase: "active", busyCount: 0, isExclusive: true });
  expect(states.of([2, 7])).toEqual({ phase: "free", busyCount: 0, isExclusive: false });
});

test("a free lane keeps its count and its exclusiveness until they are taken back", () => {
  const states = new LaneStates();
  states.change(LANE, { phase: "resting", busyCount: 2 });
  states.change(LANE, { phase: "free" });
  expect(states.of(LANE).busyCount).toBe(2);
  states.change(LANE, { busyCount: 0 });
  expect(states.of(LANE)).toEqual({ phase: "free", busyCount: 0, isExclusive: false });
});
