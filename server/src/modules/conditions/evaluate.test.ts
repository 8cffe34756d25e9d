import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Json, JsonObject } from "../../platform/json.js";
import { isJson, isJsonObject } from "../../platform/json.js";
import { OPERATORS, type Condition, type Operator } from "./condition.js";
import { compileCondition, evaluateCondition, variablesOf } from "./evaluate.js";
import { parseTimestamp } from "./timestamp.js";

const NOW = Date.parse("2026-06-15T12:00:00Z");

function holds(actual: Json | undefined, operator: Operator, argument?: Json, other: JsonObject = {}): boolean {
  const data: JsonObject = actual === undefined ? { ...other } : { ...other, a: actual };
  const leaf = { variable: "data.a", operator };
  return evaluateCondition(argument === undefined ? leaf : { ...leaf, argument }, { data }, NOW).isMet;
}

describe("equality", () => {
  test.each<[Json | undefined, Json, boolean]>([
    ["pro", "pro", true],
    ["pro", "free", false],
    [5, "5", true],
    ["5", "5", true],
    [5, 5, true],
    ["5", 5, true],
    ["5.0", "5.0", true],
    ["12345678901234567890", "12345678901234567890", true],
    ["12345678901234567891", "12345678901234567890", false],
    [true, "true", true],
    [1, true, false],
    [undefined, "", true],
    [null, "", true],
    [undefined, "null", true],
    [0, "", false],
    [false, "", false],
    [[1, 2], "[1, 2]", true],
    [[1, 2], [2, 1], false],
    [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    ["data.b", '"data.b"', true],
  ])("%p equal_to %p is %p", (actual, argument, isEqual) => {
    expect(holds(actual, "equal_to", argument)).toBe(isEqual);
    expect(holds(actual, "not_equal_to", argument)).toBe(!isEqual);
  });

  test("a path as argument is replaced by its value, with or without braces", () => {
    expect(holds("x", "equal_to", "data.b", { b: "x" })).toBe(true);
    expect(holds("x", "equal_to", "{{ data.b }}", { b: "x" })).toBe(true);
    expect(holds("data.b", "equal_to", "data.b", { b: "x" })).toBe(false);
  });

  test("a text that only resembles a path is literal", () => {
    expect(holds("data. Science", "equal_to", "data. Science")).toBe(true);
    expect(holds("data", "equal_to", "data")).toBe(true);
    expect(holds("database.b", "equal_to", "database.b")).toBe(true);
  });
});

describe("order", () => {
  test.each<[Json | undefined, Operator, Json, boolean]>([
    [10, "greater_than", "9", true],
    ["10", "greater_than", "9", true],
    [9, "greater_than", 9, false],
    [9, "greater_than_or_equal_to", 9, true],
    [-1.5, "less_than", "0", true],
    [9, "less_than_or_equal_to", "8.5", false],
    ["apple", "less_than", "banana", true],
    ["2026-01-02", "greater_than", "2026-01-01", true],
    [undefined, "less_than", 5, false],
    [undefined, "greater_than_or_equal_to", 0, false],
    [null, "less_than_or_equal_to", 5, false],
    [true, "greater_than", 0, false],
    [[5], "greater_than", 1, false],
    ["x", "greater_than", 5, false],
    [5, "is_between", [1, 5], true],
    [5, "is_between", "[6, 9]", false],
    ["m", "is_between", ["a", "z"], true],
    [5, "is_between", 5, false],
  ])("%p %s %p is %p", (actual, operator, argument, isMet) => {
    expect(holds(actual, operator, argument)).toBe(isMet);
  });

  test("the bounds of a range may be paths", () => {
    expect(holds(5, "is_between", ["data.low", "data.high"], { low: 5, high: 9 })).toBe(true);
    expect(holds(5, "is_between", "data.range", { range: [6, 9] })).toBe(false);
    expect(holds(5, "is_between", ["data.low", 9])).toBe(false);
  });
});

describe("contains", () => {
  test.each<[Json | undefined, Json, boolean]>([
    ["hello world", "world", true],
    ["order 5", "5", true],
    ["version 5.0", "5.0", true],
    ["hello", ["x", "ell"], true],
    [["a", "b"], "b", true],
    [[1, 2], "2", true],
    [["a", "b"], ["x", "b"], true],
    [["a", "b"], ["x", "y"], false],
    [[{ a: 1 }], { a: 1 }, true],
    ["hello", "", false],
    [["", "a"], "", false],
    [undefined, "a", false],
    [12345, "34", false],
    [{ a: 1 }, "a", false],
  ])("%p contains %p is %p", (actual, argument, isMet) => {
    expect(holds(actual, "contains", argument)).toBe(isMet);
    expect(holds(actual, "not_contains", argument)).toBe(!isMet);
  });

  test.each<[Json | undefined, Json, boolean]>([
    [["a", "b", "c"], ["a", "c"], true],
    [["a"], ["a", "c"], false],
    [[1, 2], '["1", "2"]', true],
    [["a"], [], true],
    ["abc", ["a"], false],
    [undefined, ["a"], false],
  ])("%p contains_all %p is %p", (actual, argument, isMet) => {
    expect(holds(actual, "contains_all", argument)).toBe(isMet);
    expect(holds(actual, "not_contains_all", argument)).toBe(!isMet);
  });

  test("a missing value is contained in nothing, so that it mutes nobody", () => {
    expect(holds("any text", "contains", "data.missing")).toBe(false);
    expect(holds(["a"], "contains_all", "data.missing")).toBe(false);
    expect(holds(["a"], "not_contains", "data.missing")).toBe(true);
  });

  test("long lists on both sides are compared quickly", () => {
    const list = Array.from({ length: 50_000 }, (_, index) => index);
    expect(holds(list, "contains_all", "data.b", { b: [...list].reverse() })).toBe(true);
  });
});

describe("presence", () => {
  test.each<[Json | undefined, boolean, boolean]>([
    [undefined, true, false],
    [null, true, false],
    ["", true, true],
    [[], true, true],
    [0, false, true],
    [false, false, true],
    [{}, false, true],
    [" ", false, true],
  ])("%p: empty is %p, exists is %p", (actual, isEmpty, isThere) => {
    expect(holds(actual, "empty")).toBe(isEmpty);
    expect(holds(actual, "not_empty")).toBe(!isEmpty);
    expect(holds(actual, "exists")).toBe(isThere);
    expect(holds(actual, "not_exists")).toBe(!isThere);
  });

  test("reads own properties only, and list items by index", () => {
    const scope = { data: { list: [{ a: 1 }], text: "abc" } };
    const exists = (variable: string): boolean => evaluateCondition({ variable, operator: "exists" }, scope, NOW).isMet;

    expect(exists("data.list.0.a")).toBe(true);
    expect(exists("data")).toBe(true);
    expect(exists("actor")).toBe(false);
    for (const path of [
      "data.constructor",
      "data.__proto__",
      "data.list.length",
      "data.list.-1",
      "data.text.length",
      "x.y",
    ]) {
      expect(exists(path)).toBe(false);
    }
  });
});

describe("timestamps", () => {
  test.each<[Json | undefined, Operator, Json | undefined, boolean]>([
    ["2026-06-15T11:59:59Z", "is_timestamp_before_now", undefined, true],
    ["2026-06-15T12:00:00Z", "is_timestamp_before_now", undefined, false],
    ["2026-06-15T12:00:00Z", "is_timestamp_on_or_after_now", undefined, true],
    ["2026-06-15", "is_timestamp", undefined, true],
    ["soon", "is_timestamp", undefined, false],
    ["soon", "is_not_timestamp", undefined, true],
    [1781524800000, "is_timestamp", undefined, false],
    ["2026-06-15T14:30:00+02:00", "is_timestamp_before", "2026-06-15T12:31:00Z", true],
    ["2026-06-15T11:50:00Z", "is_timestamp_on_or_after", "10 minutes ago", true],
    ["2026-06-15T11:49:59Z", "is_timestamp_on_or_after", "10 minutes ago", false],
    ["2026-06-17T12:00:00Z", "is_timestamp_before", { value: 2, unit: "days", direction: "from_now" }, false],
    ["2026-06-16T12:00:00Z", "is_timestamp_before", { value: 2, unit: "day", direction: "from now" }, true],
    ["2026-06-15T13:00:00Z", "is_timestamp_between", ["2026-06-15T13:00:00Z", "2 hours from now"], true],
    ["2026-06-15T15:00:00Z", "is_timestamp_between", ["2026-06-15T13:00:00Z", "2 hours from now"], false],
    ["2026-06-14T23:59:59Z", "is_timestamp_before_date", "2026-06-15", true],
    ["2026-06-15T00:00:00Z", "is_timestamp_before_date", "2026-06-15T18:00:00Z", false],
    ["2026-06-15T00:00:00Z", "is_timestamp_on_or_after_date", "2026-06-15T18:00:00Z", true],
    ["soon", "is_timestamp_before", "2026-06-15", false],
    ["2026-06-15", "is_timestamp_before", 7, false],
    [undefined, "is_timestamp_on_or_after_now", undefined, false],
  ])("%p %s %p is %p", (actual, operator, argument, isMet) => {
    expect(holds(actual, operator, argument)).toBe(isMet);
  });

  test("the argument may be a path", () => {
    expect(holds("2026-06-15", "is_timestamp_before", "data.due", { due: "2026-06-16" })).toBe(true);
  });

  test.each([
    ["2026-03-29T09:00", "2026-03-29T09:00:00.000Z"],
    ["2026-03-29 09:00:01.1234567-0330", "2026-03-29T12:30:01.123Z"],
    ["0099-12-31", "0099-12-31T00:00:00.000Z"],
    ["2024-02-29", "2024-02-29T00:00:00.000Z"],
  ])("%s is read as %s", (text, iso) => {
    expect(new Date(parseTimestamp(text) ?? Number.NaN).toISOString()).toBe(iso);
  });

  test.each(["2026-02-29", "2026-13-01", "2026-01-01T24:00", "2026-01-01T10", "20260101", "2026-1-1", "", "now"])(
    "%p is no timestamp",
    (text) => expect(parseTimestamp(text)).toBeUndefined(),
  );

  test("reads every instant in ISO 8601", () => {
    const years = { min: new Date("0000-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true };
    fc.assert(fc.property(fc.date(years), (date) => expect(parseTimestamp(date.toISOString())).toBe(date.getTime())));
  });
});

describe("messages of earlier steps", () => {
  function ask(field: string, operator: Operator, status: string, ref: JsonObject | undefined): boolean {
    const condition = { variable: `refs.bell.${field}`, operator, argument: `$message.${status}` };
    return evaluateCondition(condition, { refs: ref === undefined ? {} : { bell: ref } }, NOW).isMet;
  }
  const message = (delivery: Json, ...engagement: string[]): JsonObject => ({
    delivery_status: delivery,
    engagement_status: engagement,
  });

  test("a skipped step was skipped, not sent, and not read", () => {
    const skipped = message("skipped");
    expect(ask("delivery_status", "equal_to", "skipped", skipped)).toBe(true);
    expect(ask("delivery_status", "greater_than_or_equal_to", "sent", skipped)).toBe(false);
    expect(ask("delivery_status", "less_than", "sent", skipped)).toBe(true);
    expect(ask("engagement_status", "not_contains", "read", skipped)).toBe(true);
  });

  test("a step that was not reached has sent nothing, and was not skipped", () => {
    expect(ask("delivery_status", "equal_to", "skipped", undefined)).toBe(false);
    expect(ask("delivery_status", "less_than", "sent", undefined)).toBe(true);
    expect(ask("engagement_status", "contains", "seen", undefined)).toBe(false);
  });

  test("of several messages the highest status counts", () => {
    const several = message(["undelivered", "delivered", "queued"]);
    expect(ask("delivery_status", "equal_to", "delivered", several)).toBe(true);
    expect(ask("delivery_status", "greater_than_or_equal_to", "sent", several)).toBe(true);
    expect(ask("delivery_status", "equal_to", "undelivered", several)).toBe(false);
  });

  test("a message that was read was delivered, whatever the provider reported", () => {
    const read = message("sent", "seen", "read");
    expect(ask("delivery_status", "greater_than_or_equal_to", "delivered", read)).toBe(true);
    expect(ask("delivery_status", "equal_to", "sent", read)).toBe(true);
  });

  test("a message with an uncertain outcome does not count as sent", () => {
    expect(ask("delivery_status", "greater_than_or_equal_to", "sent", message("uncertain"))).toBe(false);
    expect(ask("delivery_status", "less_than", "sent", message("uncertain"))).toBe(true);
  });

  test.each([
    ["seen_not_read", ["seen"], true],
    ["seen_not_read", ["seen", "read"], false],
    ["read_not_link_clicked", ["seen", "read"], true],
    ["read_not_link_clicked", ["read", "link_clicked"], false],
    ["archived", ["archived"], true],
    ["interacted", ["seen"], false],
  ])("contains $message.%s with %p is %p", (status, engagement, isMet) => {
    expect(ask("engagement_status", "contains", status, message("delivered", ...engagement))).toBe(isMet);
    expect(ask("engagement_status", "not_contains", status, message("delivered", ...engagement))).toBe(!isMet);
  });

  test("no condition holds about messages that retention deleted", () => {
    for (const operator of ["equal_to", "not_equal_to", "less_than", "greater_than_or_equal_to"] as const) {
      expect(ask("delivery_status", operator, "sent", message("expired"))).toBe(false);
    }
    expect(ask("engagement_status", "not_contains", "read", message("expired"))).toBe(false);
  });

  test("other results of a step are read like any value", () => {
    const condition = { variable: "refs.wait.matched", operator: "equal_to", argument: true } as const;
    expect(evaluateCondition(condition, { refs: { wait: { matched: true } } }, NOW).isMet).toBe(true);
  });
});

describe("groups and traces", () => {
  const yes: Condition = { variable: "data.a", operator: "equal_to", argument: 1 };
  const no: Condition = { variable: "data.a", operator: "equal_to", argument: "data.b" };
  const scope = { data: { a: 1, b: 2 } };

  test("the trace contains the comparisons with the values found, and stops when the result was certain", () => {
    const { isMet, decidedBy } = evaluateCondition({ all: [{ any: [yes, no] }, no, yes] }, scope, NOW);
    expect(isMet).toBe(false);
    expect(decidedBy).toEqual([
      { variable: "data.a", operator: "equal_to", argument: 1, actual: 1, expected: 1, isMet: true },
      { variable: "data.a", operator: "equal_to", argument: "data.b", actual: 1, expected: 2, isMet: false },
    ]);
  });

  test("an empty `all` is met, an empty `any` is not", () => {
    expect(evaluateCondition({ all: [] }, {}, NOW)).toEqual({ isMet: true, decidedBy: [] });
    expect(evaluateCondition({ any: [] }, {}, NOW).isMet).toBe(false);
  });

  test("relative times are shown as the resolved instant", () => {
    const condition = { variable: "data.a", operator: "is_timestamp_before", argument: "1 hour ago" } as const;
    expect(evaluateCondition(condition, {}, NOW).decidedBy).toMatchObject([
      { actual: null, argument: "1 hour ago", expected: "2026-06-15T11:00:00.000Z" },
    ]);
  });

  test("long values are cut, never inside a character", () => {
    const data = {
      a: `${"x".repeat(199)}😀😀`,
      b: Array.from({ length: 50 }, () => ({ deep: true })),
      c: { d: { e: 1 } },
    };
    const { decidedBy } = evaluateCondition(
      { any: ["a", "b", "c"].map((key) => ({ variable: `data.${key}`, operator: "equal_to", argument: "z" })) },
      { data },
      NOW,
    );
    expect(decidedBy.map((comparison) => comparison.actual)).toEqual([
      `${"x".repeat(199)}…`,
      [...Array.from({ length: 10 }, () => "{…}"), "…"],
      { d: "{…}" },
    ]);
  });

  test("variablesOf returns every path once, including arguments and bounds of ranges", () => {
    const condition: Condition = {
      all: [no, yes, { variable: "recipient.x", operator: "is_between", argument: ["tenant.low", 5] }],
    };
    expect(variablesOf(condition)).toEqual(["data.a", "data.b", "recipient.x", "tenant.low"]);
  });
});

const json = fc.jsonValue({ maxDepth: 3 }).filter((value): value is Json => isJson(value));
const jsonObject = fc.dictionary(fc.constantFrom("a", "b"), json, { noNullPrototype: true });
const argument = fc.oneof(
  json,
  fc.constantFrom<Json>(
    "data.b",
    "now",
    "5 days ago",
    "2026-01-01",
    ["data.b", "2026-01-01"],
    "[1,2]",
    "$message.read",
  ),
);

describe("evaluation of anything", () => {
  const leaf = fc.record({
    variable: fc.constantFrom(
      "data.a",
      "data.b.a",
      "actor.b",
      "refs.a.delivery_status",
      "refs.b.engagement_status",
      "?",
    ),
    operator: fc.constantFrom(...OPERATORS),
    argument,
  });

  test("never throws, gives the same result compiled or not, and its trace is JSON that can be stored", () => {
    fc.assert(
      fc.property(leaf, jsonObject, (condition, values) => {
        const scope = { data: values, actor: isJsonObject(values.a) ? values.a : null, refs: values };
        const evaluation = evaluateCondition(condition, scope, NOW);

        expect(evaluateCondition(compileCondition(condition), scope, NOW)).toEqual(evaluation);
        expect(isJson(evaluation.decidedBy)).toBe(true);
        expect(JSON.stringify(evaluation.decidedBy).length).toBeLessThan(20_000);
      }),
      { numRuns: 2_000 },
    );
  });

  test("an operator and its negation never agree, except about deleted messages", () => {
    const pairs: [Operator, Operator][] = [
      ["equal_to", "not_equal_to"],
      ["contains", "not_contains"],
      ["contains_all", "not_contains_all"],
      ["empty", "not_empty"],
      ["exists", "not_exists"],
      ["is_timestamp", "is_not_timestamp"],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...pairs), json, argument, ([operator, negation], actual, given) => {
        expect(holds(actual, operator, given)).toBe(!holds(actual, negation, given));
      }),
      { numRuns: 1_000 },
    );
  });
});
