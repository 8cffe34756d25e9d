import { expect, test } from "@jest/globals";
import { refusalDelayMs } from "./refusal-delay.js";

test("refusals of a caller who continues are delayed ever longer, up to half a second", () => {
  expect([1, 20, 21, 45, 70, 5000].map(refusalDelayMs)).toEqual([0, 0, 10, 250, 500, 500]);
});
