import { isJson, type Json } from "./document.js";

export interface ComparisonCondition extends Json {
  readonly variable: string;
  readonly operator: string;
}

/** A group of conditions, of which all must hold or one. */
export interface ConditionGroup {
  readonly kind: "all" | "any";
  readonly members: readonly Json[];
}

/** The group that a condition is; null for a comparison. */
export function groupOf(condition: Json): ConditionGroup | null {
  for (const kind of ["all", "any"] as const) {
    const members: unknown = condition[kind];
    if (Array.isArray(members)) return { kind, members: members.filter(isJson) };
  }
  return null;
}

/** How many values an operator compares with. */
export type ArgumentCount = "none" | "one" | "two" | "many";

export interface Operator {
  readonly key: string;
  readonly words: string;
  readonly argument: ArgumentCount;
}

/** The operators, the common ones first. */
export const OPERATORS: readonly Operator[] = [
  { key: "equal_to", words: "is", argument: "one" },
  { key: "not_equal_to", words: "is not", argument: "one" },
  { key: "greater_than", words: "is greater than", argument: "one" },
  { key: "greater_than_or_equal_to", words: "is at least", argument: "one" },
  { key: "less_than", words: "is less than", argument: "one" },
  { key: "less_than_or_equal_to", words: "is at most", argument: "one" },
  { key: "is_between", words: "is between", argument: "two" },
  { key: "contains", words: "contains", argument: "one" },
  { key: "not_contains", words: "does not contain", argument: "one" },
  { key: "contains_all", words: "contains all of", argument: "many" },
  { key: "not_contains_all", words: "does not contain all of", argument: "many" },
  { key: "empty", words: "is empty", argument: "none" },
  { key: "not_empty", words: "is not empty", argument: "none" },
  { key: "exists", words: "exists", argument: "none" },
  { key: "not_exists", words: "does not exist", argument: "none" },
  { key: "is_timestamp", words: "is a time", argument: "none" },
  { key: "is_not_timestamp", words: "is not a time", argument: "none" },
  { key: "is_timestamp_before", words: "is a time before", argument: "one" },
  { key: "is_timestamp_on_or_after", words: "is a time on or after", argument: "one" },
  { key: "is_timestamp_between", words: "is a time between", argument: "two" },
  { key: "is_timestamp_before_now", words: "is a time in the past", argument: "none" },
  { key: "is_timestamp_on_or_after_now", words: "is a time in the future", argument: "none" },
  { key: "is_timestamp_before_date", words: "is a time before the day", argument: "one" },
  { key: "is_timestamp_on_or_after_date", words: "is a time on or after the day", argument: "one" },
];

export function operatorOf(key: string): Operator {
  return OPERATORS.find((each) => each.key === key) ?? { key, words: key.replaceAll("_", " "), argument: "one" };
}

/** A condition as a sentence, such as `data.total is at least 1000`. */
export function conditionWords(condition: Json): string {
  const group = groupOf(condition);
  if (!group) return comparisonWords(condition);
  const parts = group.members.map((member) =>
    groupOf(member) ? `(${conditionWords(member)})` : conditionWords(member),
  );
  if (parts.length === 0) return group.kind === "all" ? "always" : "never";
  return parts.join(group.kind === "all" ? " and " : " or ");
}

function comparisonWords({ variable, operator, argument }: Json): string {
  const { words, argument: count } = operatorOf(String(operator));
  return `${String(variable)} ${words}${count === "none" ? "" : ` ${argumentWords(argument)}`}`;
}

function argumentWords(argument: unknown): string {
  if (argument === undefined) return "…";
  return typeof argument === "string" && /^[\w.$-]+$/.test(argument) ? argument : JSON.stringify(argument);
}

/** What somebody typed, as a value: a number, true, false, null or JSON where it reads like one, else text. */
export function readArgument(text: string): unknown {
  const trimmed = text.trim();
  if (/^(-?\d+(\.\d+)?|true|false|null)$/.test(trimmed)) return JSON.parse(trimmed) as unknown;
  if (/^[[{"]/.test(trimmed)) {
    try {
      return JSON.parse(trimmed) as unknown;
    } catch {
      return text;
    }
  }
  return text;
}

/** The text that reads back as the value. */
export function argumentText(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value !== "string") return JSON.stringify(value);
  return readArgument(value) === value ? value : JSON.stringify(value);
}
