import { expect, test } from "@jest/globals";
import { decisiveCode, outcomeCode, outcomeOf } from "./outcome.js";
import type { RunStatus, TraceNote } from "./types.js";

const traceOf = (...codes: string[]): TraceNote[] => codes.map((code, at) => [at, null, code, { at }]);

const CASES: [status: RunStatus, codes: string[], outcome: string][] = [
  ["COMPLETED", ["run.started", "preference.allowed", "message.made", "run.completed"], "message.made"],
  ["COMPLETED", ["run.started", "preference.category_off", "run.completed"], "preference.category_off"],
  ["COMPLETED", ["run.started", "message.made", "step.conditions_not_met", "run.completed"], "message.made"],
  ["COMPLETED", ["run.started", "throttle.passed", "throttle.stopped"], "throttle.stopped"],
  ["COMPLETED", ["run.started", "batch.joined", "batch.merged"], "batch.merged"],
  ["COMPLETED", ["run.started", "run.completed"], "run.completed"],
  ["WAITING", ["run.started", "message.made", "delay.waiting"], "delay.waiting"],
  ["WAITING", ["run.started", "delay.waiting", "delay.over", "batch.opened"], "batch.opened"],
  ["CANCELLED", ["run.started", "message.made", "delay.waiting", "run.cancelled"], "run.cancelled"],
  ["FAILED", ["run.started", "message.made", "run.failed"], "run.failed"],
  ["COMPLETED", ["run.started", "future.code"], "future.code"],
];

test.each(CASES)("the outcome of a %s run with %j is %s", (status, codes, outcome) => {
  expect(outcomeOf(status, traceOf(...codes))?.[2]).toBe(outcome);
});

test("of equal decisions the latest counts", () => {
  const trace = traceOf("run.started", "message.made", "preference.allowed", "message.made");
  expect(outcomeOf("COMPLETED", trace)?.[3]).toEqual({ at: 3 });
});

test("a run without decisions has none", () => {
  expect(outcomeOf("COMPLETED", [])).toBeNull();
});

test.each(CASES)("%s, %j: in parts it comes to the same as at once", (status, codes) => {
  const trace = traceOf(...codes);
  for (let at = 0; at <= trace.length; at++) {
    const before = decisiveCode(null, trace.slice(0, at));
    const rest = trace.slice(at);
    const decisive = decisiveCode(before, rest);
    expect(decisive).toBe(decisiveCode(null, trace));
    // A part that ends waiting ends with the decision to wait.
    if (rest.length > 0) expect(outcomeCode(status, rest, decisive)).toBe(outcomeOf(status, trace)?.[2]);
  }
});
