import type { InputIssue } from "../../platform/errors/index.js";
import { isJsonObject, type Json, type JsonObject } from "../../platform/json.js";
import type { Parsed } from "./duration.js";

const FREQUENCIES = ["hourly", "daily", "weekly", "monthly"] as const;
export type Frequency = (typeof FREQUENCIES)[number];

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/**
 * Moments that recur in a time zone: `{ "frequency": "weekly", "days": "weekdays", "hours": 9 }`.
 *
 * - A time of day that the clocks skip counts as much later as they skip; one that they show twice, the first time. Only an
 *   hourly rule without an interval goes by real hours, and so comes in both.
 * - An interval counts from the hour, day, week or month that holds a fixed point: the anchor if the caller has one (a
 *   schedule's start), else 1 January 1970, 00:00 on the clocks of the zone. Weeks begin on Monday.
 */
export interface WindowRule {
  frequency: Frequency;
  /** The interval in hours, days, weeks or months, 1 to 1000; default 1. */
  interval?: number;
  /** On which days only. Default: every day; for weekly rules the anchor's weekday, else Monday. Not for monthly rules. */
  days?: Weekday[] | "weekdays" | "weekends";
  /** Hour of the day, 0 to 23; default 0. Not for hourly rules. */
  hours?: number;
  /** Minute of the hour: 0, 5, … 55; default 0. */
  minutes?: number;
  /** Monthly rules: 1 to 31, in shorter months the last day; default the anchor's day, else 1. */
  dayOfMonth?: number;
}

const MAX_INTERVAL = 1_000;
/** An hourly rule for some days only must come at least once on each of them. */
const MAX_HOURS_ON_DAYS = 24;

const KEYS: ReadonlySet<string> = new Set([
  "frequency",
  "interval",
  "days",
  "hours",
  "minutes",
  "dayOfMonth",
  "day_of_month",
]);

const NUMBER_RULES = {
  interval: { min: 1, max: MAX_INTERVAL, step: 1, words: `a whole number from 1 to ${MAX_INTERVAL}` },
  hours: { min: 0, max: 23, step: 1, words: "an hour of the day, 0 to 23" },
  minutes: { min: 0, max: 55, step: 5, words: "a multiple of five, 0 to 55" },
  dayOfMonth: { min: 1, max: 31, step: 1, words: "a day of the month, 1 to 31" },
} as const;

type NumberKey = keyof typeof NUMBER_RULES;

/** Reads a window rule. Keys that are null count as left out; `day_of_month` is taken for `dayOfMonth`, for rules in data. */
export function parseWindowRule(input: unknown, path: string[]): Parsed<WindowRule> {
  if (!isJsonObject(input)) {
    const message = 'A rule is written { "frequency": "weekly", "days": ["mon"], "hours": 9, "minutes": 30 }.';
    return { ok: false, issues: [{ path, code: "wrong_type", message }] };
  }
  const issues: InputIssue[] = [];
  for (const key of Object.keys(input)) {
    if (KEYS.has(key)) continue;
    const message = `"${key}" means nothing here. A rule has frequency, interval, days, hours, minutes and dayOfMonth.`;
    issues.push({ path: [...path, key], code: "unknown_key", message });
  }

  const frequency = FREQUENCIES.find((name) => name === input.frequency);
  if (frequency === undefined) {
    const code = input.frequency === undefined ? "required" : "invalid";
    issues.push({ path: [...path, "frequency"], code, message: `Give a frequency, one of ${FREQUENCIES.join(", ")}.` });
    return { ok: false, issues };
  }

  const rule: WindowRule = { frequency };
  readNumbers(input, rule, path, issues);
  readDays(input.days, rule, path, issues);
  issues.push(...combinationIssues(rule, path));
  return issues.length === 0 ? { ok: true, value: rule } : { ok: false, issues };
}

/** The days a rule is limited to. */
export function daysOf(rule: WindowRule): readonly Weekday[] | undefined {
  if (rule.days === "weekdays") return WEEKDAYS.slice(0, 5);
  return rule.days === "weekends" ? WEEKDAYS.slice(5) : rule.days;
}

function readNumbers(input: JsonObject, rule: WindowRule, path: string[], issues: InputIssue[]): void {
  const given: readonly (readonly [NumberKey, string])[] = [
    ["interval", "interval"],
    ["hours", "hours"],
    ["minutes", "minutes"],
    ["dayOfMonth", input.dayOfMonth === undefined ? "day_of_month" : "dayOfMonth"],
  ];

  for (const [key, writtenKey] of given) {
    const value = input[writtenKey];
    if (value === undefined || value === null) continue;
    if (isInRange(value, key)) {
      rule[key] = value;
    } else {
      const message = `Give ${NUMBER_RULES[key].words}.`;
      issues.push({ path: [...path, writtenKey], code: "invalid", message });
    }
  }
}

function isInRange(value: Json, key: NumberKey): value is number {
  const { min, max, step } = NUMBER_RULES[key];
  return typeof value === "number" && value >= min && value <= max && value % step === 0;
}

function readDays(input: Json | undefined, rule: WindowRule, path: string[], issues: InputIssue[]): void {
  if (input === undefined || input === null) return;
  if (input === "weekdays" || input === "weekends") {
    rule.days = input;
    return;
  }
  const isList =
    Array.isArray(input) && input.length > 0 && input.every((day) => WEEKDAYS.some((name) => name === day));
  if (!isList) {
    const message = `Give a list of days (${WEEKDAYS.join(", ")}), or "weekdays", or "weekends".`;
    issues.push({ path: [...path, "days"], code: "invalid", message });
    return;
  }
  rule.days = WEEKDAYS.filter((name) => input.includes(name));
}

function combinationIssues(rule: WindowRule, path: string[]): InputIssue[] {
  const refuse = (key: NumberKey | "days", message: string): InputIssue => ({
    path: [...path, key],
    code: "not_allowed",
    message,
  });
  const interval = rule.interval ?? 1;
  const issues: InputIssue[] = [];

  if (rule.frequency === "hourly" && rule.hours !== undefined) {
    issues.push(refuse("hours", "An hourly rule comes in every hour; leave out the hour, or use a daily rule."));
  }
  if (rule.frequency !== "monthly" && rule.dayOfMonth !== undefined) {
    issues.push(refuse("dayOfMonth", "Only a monthly rule has a day of the month."));
  }
  if (rule.days === undefined) return issues;

  if (rule.frequency === "monthly") {
    issues.push(refuse("days", "A monthly rule goes by dayOfMonth; leave out the days, or use a weekly rule."));
  }
  if (rule.frequency === "daily" && interval > 1) {
    issues.push(refuse("interval", "With days given, use a weekly rule: its interval counts weeks."));
  }
  if (rule.frequency === "hourly" && interval > MAX_HOURS_ON_DAYS) {
    issues.push(refuse("interval", `With days given, an hourly rule has an interval of at most ${MAX_HOURS_ON_DAYS}.`));
  }
  return issues;
}
