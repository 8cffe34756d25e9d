import type { InputIssue } from "../../errors/index.js";
import { isJsonObject } from "../../json.js";

/** Enough to repair an input; a hostile one must not cost a list of a million complaints. */
const ISSUES_MAX = 100;
/** Deeper values are refused for their depth. */
const DEPTH_MAX = 200;

export const INEXACT_CODE = "inexact_number";
const WORDS =
  "JSON and JavaScript do not carry this number exactly: send whole numbers beyond 2^53, and numbers of more digits than a double holds, as strings; minus zero as 0.";
/** 17 digits identify every double; no double equals a number with more digits. */
const DIGITS_MAX = 17;

/**
 * Whether a parsed number equals the text that was sent. JSON.parse rounds integers beyond 2^53 to integers beyond 2^53 and
 * large numbers to Infinity, and Postgres reads minus zero as 0: these are detected without the text. Other losses need the
 * text (`spoilInexactNumbers`).
 */
export function isExactNumber(value: number): boolean {
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER && !Object.is(value, -0);
}

/**
 * The same of a number's text. Also finds digits that were lost, as of 1e-400 or 1.00000000000000000001. The double must give
 * the text back, written in the shortest way or with as many digits as the text has: so 0.1 is exact, and so is
 * 0.10000000000000001, which is how some languages write the same double.
 */
export function isExactToken(token: string): boolean {
  const value = Number(token);
  if (!isExactNumber(value)) return false;
  if (value.toPrecision(precisionOf(token)) === token) return true;
  const written = digitsOf(token);
  const count = written.digits.length;
  if (count > DIGITS_MAX) return false;
  if (count === 0) return true;
  return isSame(written, value.toPrecision(count)) || isSame(written, String(value));
}

/** Digits from the first that is not 0; within 1 and 17. */
function precisionOf(token: string): number {
  let count = 0;
  for (let at = 0; at < token.length && count < DIGITS_MAX; at += 1) {
    const code = token.charCodeAt(at);
    if (code > ZERO ? code <= NINE : code === ZERO && count > 0) count += 1;
  }
  return Math.max(1, count);
}

function isSame({ digits, exponent }: Decimal, token: string): boolean {
  const other = digitsOf(token);
  return other.digits === digits && other.exponent === exponent;
}

interface Decimal {
  /** Significant digits without zeros at either end; empty for 0. */
  digits: string;
  /** The power of ten behind the digits. */
  exponent: number;
}

/** The same for each way to write a number. */
function digitsOf(token: string): Decimal {
  const [mantissa = "", exponent = "0"] = token.replace(/^-/, "").toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const all = `${whole}${fraction}`;
  let start = 0;
  while (all.charCodeAt(start) === ZERO) start += 1;
  let end = all.length;
  while (end > start && all.charCodeAt(end - 1) === ZERO) end -= 1;
  if (start === end) return { digits: "", exponent: 0 };
  return { digits: all.slice(start, end), exponent: Number(exponent) - fraction.length + all.length - end };
}

const ZERO = 0x30;
const NINE = 0x39;

/** Each number in a value that did not arrive as it was sent, with its path in the value. */
export function findInexactNumbers(value: unknown): InputIssue[] {
  const issues: InputIssue[] = [];
  visit(value, [], issues);
  return issues;
}

export function inexactIssue(path: string[]): InputIssue {
  return { path, code: INEXACT_CODE, message: WORDS };
}

function visit(value: unknown, path: string[], issues: InputIssue[]): void {
  if (typeof value === "number") {
    if (!isExactNumber(value) && issues.length < ISSUES_MAX) issues.push(inexactIssue([...path]));
    return;
  }
  if (typeof value !== "object" || value === null || path.length > DEPTH_MAX || issues.length >= ISSUES_MAX) return;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) visitMember(value[index], String(index), path, issues);
  } else if (isJsonObject(value)) {
    for (const key of Object.keys(value)) visitMember(value[key], key, path, issues);
  }
}

function visitMember(value: unknown, key: string, path: string[], issues: InputIssue[]): void {
  if (typeof value === "string") return;
  path.push(key);
  visit(value, path, issues);
  path.pop();
}
