import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { MAX_CONDITION_DEPTH, MAX_CONDITION_LEAVES, OPERATORS } from "./condition.js";
import { parseCondition, type ParseConditionOptions } from "./parse.js";

const leaf = { variable: "recipient.plan", operator: "equal_to", argument: "pro" };

function problems(input: unknown, options?: ParseConditionOptions): string[] {
  const parsed = parseCondition(input, ["when"], options);
  return parsed.ok ? [] : parsed.issues.map(({ path, code }) => `${path.join(".")} ${code}`);
}

function groups(depth: number): unknown {
  let condition: unknown = leaf;
  for (let level = 0; level < depth; level += 1)
    condition = level % 2 === 0 ? { all: [condition] } : { any: [condition] };
  return condition;
}

describe("parseCondition", () => {
  test("reads a comparison and nested groups", () => {
    const condition = { all: [leaf, { any: [{ variable: "actor", operator: "exists" }, leaf] }] };
    expect(parseCondition(condition, [])).toEqual({ ok: true, condition });
  });

  test("accepts an empty `all`, but not an empty `any`", () => {
    expect(problems({ all: [] })).toEqual([]);
    expect(problems({ any: [] })).toEqual(["when.any required"]);
  });

  test("reports all errors at once, each with its path", () => {
    const condition = {
      all: [
        { variable: "plan", operator: "==", argument: "pro" },
        { variable: "data.a", operator: "greater_than", argument: true, extra: 1 },
        { variable: "data.a", operator: "contains_all", argument: "x" },
        { operator: "exists" },
        { variable: "data.a", operator: "empty", argument: "x" },
        { any: "x" },
        7,
      ],
    };
    expect(problems(condition)).toEqual([
      "when.all.0.variable invalid_variable",
      "when.all.0.operator unknown_operator",
      "when.all.1.extra unknown_key",
      "when.all.1.argument wrong_type",
      "when.all.2.argument wrong_type",
      "when.all.3.variable required",
      "when.all.4.argument not_allowed",
      "when.all.5.any wrong_type",
      "when.all.6 wrong_type",
    ]);
  });

  test("suggests a replacement for a foreign operator or a bare list", () => {
    const foreign = parseCondition({ ...leaf, operator: ">=" }, []);
    expect(foreign).toMatchObject({ issues: [{ message: expect.stringContaining("greater_than_or_equal_to") }] });
    expect(parseCondition([leaf], [])).toMatchObject({ issues: [{ message: expect.stringContaining('"all"') }] });
  });

  test("refuses a group with other members", () => {
    expect(problems({ all: [leaf], any: [leaf] })).toEqual(["when invalid_group"]);
    expect(problems({ all: [leaf], variable: "data.a" })).toEqual(["when invalid_group"]);
  });

  test("limits the depth of groups and the number of comparisons", () => {
    expect(problems(groups(MAX_CONDITION_DEPTH))).toEqual([]);
    expect(problems(groups(MAX_CONDITION_DEPTH + 1)).map((each) => each.split(" ")[1])).toEqual(["too_deep"]);
    expect(problems(groups(200_000))).toHaveLength(1);

    const many = (count: number): unknown => ({ all: Array.from({ length: count }, () => leaf) });
    expect(problems(many(MAX_CONDITION_LEAVES))).toEqual([]);
    expect(problems(many(1_000_000))).toEqual(["when.all.100 too_many"]);
  });

  test("requires an argument where one is needed, of a type that the operator supports", () => {
    const argument = (operator: string, value: unknown): string[] =>
      problems({ variable: "data.a", operator, ...(value === undefined ? {} : { argument: value }) });

    for (const operator of OPERATORS) expect(argument(operator, "data.limit")).toEqual(expectedForPath(operator));
    expect(argument("equal_to", undefined)).toEqual(["when.argument required"]);
    expect(argument("equal_to", null)).toEqual([]);
    expect(argument("is_between", [1, "data.max"])).toEqual([]);
    expect(argument("is_between", "[1, 5]")).toEqual([]);
    expect(argument("is_between", [1])).toEqual(["when.argument wrong_type"]);
    expect(argument("is_between", [1, 2, 3])).toEqual(["when.argument wrong_type"]);
    expect(argument("is_timestamp_before", "tomorrow")).toEqual(["when.argument wrong_type"]);
    expect(argument("is_timestamp_before", "5 minutes ago")).toEqual([]);
    expect(argument("is_timestamp_between", ["2026-01-01", "3 days from now"])).toEqual([]);
    expect(argument("equal_to", "{{ data.a | upcase }}")).toEqual(["when.argument invalid"]);
    expect(argument("equal_to", "$message.read")).toEqual(["when.argument invalid"]);
    expect(argument("equal_to", { a: "\0" })).toEqual(["when.argument.a null_character"]);
  });

  test("allows conditions about earlier steps in steps only", () => {
    const question = { variable: "refs.bell.engagement_status", operator: "not_contains", argument: "$message.read" };
    expect(problems(question)).toEqual(["when.variable not_allowed"]);
    expect(problems(question, { allowMessageStatus: true })).toEqual([]);
    expect(problems({ ...leaf, argument: "refs.wait.matched" })).toEqual(["when.argument not_allowed"]);
  });

  test("checks operator and constant of a condition about messages", () => {
    const ask = (field: string, operator: string, argument: unknown): string[] =>
      problems({ variable: `refs.bell.${field}`, operator, argument }, { allowMessageStatus: true });

    expect(ask("delivery_status", "equal_to", "$message.skipped")).toEqual([]);
    expect(ask("delivery_status", "greater_than_or_equal_to", "$message.delivered")).toEqual([]);
    expect(ask("delivery_status", "equal_to", "sent")).toEqual(["when.argument invalid"]);
    expect(ask("delivery_status", "contains", "$message.sent")).toEqual(["when.operator not_allowed"]);
    expect(ask("engagement_status", "contains", "$message.seen_not_read")).toEqual([]);
    expect(ask("engagement_status", "contains", "$message.bounced")).toEqual(["when.argument invalid"]);
    expect(ask("engagement_status", "equal_to", "$message.read")).toEqual(["when.operator not_allowed"]);
  });

  test("never throws, and always gives the reason of a refusal", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (input) => {
        const parsed = parseCondition(input, ["x"]);
        expect(parsed.ok || parsed.issues.length > 0).toBe(true);
      }),
    );
  });
});

function expectedForPath(operator: string): string[] {
  const takesNone = /empty|exists|_now$|^is_(not_)?timestamp$/.test(operator);
  return takesNone ? ["when.argument not_allowed"] : [];
}
