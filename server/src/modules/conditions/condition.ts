import type { InputIssue } from "../../platform/errors/index.js";
import type { Json } from "../../platform/json.js";

/** Every operator, as documents write them. */
export const OPERATORS = [
  "equal_to",
  "not_equal_to",
  "greater_than",
  "greater_than_or_equal_to",
  "less_than",
  "less_than_or_equal_to",
  "is_between",
  "contains",
  "not_contains",
  "contains_all",
  "not_contains_all",
  "empty",
  "not_empty",
  "exists",
  "not_exists",
  "is_timestamp",
  "is_not_timestamp",
  "is_timestamp_before",
  "is_timestamp_on_or_after",
  "is_timestamp_between",
  "is_timestamp_before_now",
  "is_timestamp_on_or_after_now",
  "is_timestamp_before_date",
  "is_timestamp_on_or_after_date",
] as const;

export type Operator = (typeof OPERATORS)[number];

/** One comparison: the value at `variable`, tested by `operator` against `argument`. */
export interface ConditionLeaf {
  /** A path such as `data.plan` or `refs.bell.engagement_status`. */
  variable: string;
  operator: Operator;
  /**
   * What to compare with; left out for operators that need nothing. A number, boolean, null, list or object is itself. A
   * text is read by the first rule that fits:
   *
   * 1. a path (`recipient.plan`, or the same in braces: `{{ recipient.plan }}`) stands for what lies there. A path is one
   *    of the roots data, recipient, actor, tenant, vars, workflow, run, refs, and names without white space behind it, each
   *    after a dot or as `[0]` or `["name"]`;
   * 2. JSON stands for what it says: `"5"` is the number 5, `"[1, 2]"` a list;
   * 3. anything else is literal text. Text that looks like a path or JSON is given as JSON text: `"\"data.science\""`.
   *
   * The two ends of a range (`is_between`, `is_timestamp_between`) follow these rules each; items of other lists are
   * literal.
   */
  argument?: Json;
}

/** Conditions joined: `all` is met when each is (so the empty one is), `any` when at least one is. */
export type ConditionGroup = { all: Condition[] } | { any: Condition[] };

export type Condition = ConditionLeaf | ConditionGroup;

export type ParsedCondition = { ok: true; condition: Condition } | { ok: false; issues: InputIssue[] };

/** Maximum nesting of groups. */
export const MAX_CONDITION_DEPTH = 10;

/** Maximum number of comparisons in one condition, over all its groups. */
export const MAX_CONDITION_LEAVES = 100;

/** The kind of argument that an operator takes. */
export type ArgumentKind = "none" | "value" | "ordered" | "list" | "range" | "moment" | "momentRange";

export const ARGUMENT_KINDS: Readonly<Record<Operator, ArgumentKind>> = {
  equal_to: "value",
  not_equal_to: "value",
  greater_than: "ordered",
  greater_than_or_equal_to: "ordered",
  less_than: "ordered",
  less_than_or_equal_to: "ordered",
  is_between: "range",
  contains: "value",
  not_contains: "value",
  contains_all: "list",
  not_contains_all: "list",
  empty: "none",
  not_empty: "none",
  exists: "none",
  not_exists: "none",
  is_timestamp: "none",
  is_not_timestamp: "none",
  is_timestamp_before: "moment",
  is_timestamp_on_or_after: "moment",
  is_timestamp_between: "momentRange",
  is_timestamp_before_now: "none",
  is_timestamp_on_or_after_now: "none",
  is_timestamp_before_date: "moment",
  is_timestamp_on_or_after_date: "moment",
};

export function isOperator(value: unknown): value is Operator {
  return typeof value === "string" && Object.hasOwn(ARGUMENT_KINDS, value);
}
