import type { Liquid } from "liquidjs";
import { numberFormat, resolveLocale } from "./locale.js";

const CURRENCY_CODE = /^[A-Za-z]{3}$/;
const DEFAULT_CURRENCY = "USD";
const VERSION = /^v?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;
const MAX_VERSION_LENGTH = 256;

/** Liquid's own filters that count. */
const ARITHMETIC = [
  ...["abs", "at_least", "at_most", "ceil", "divided_by", "floor", "minus", "modulo", "plus", "round", "times", "sum"],
];

/** Values that are not numbers pass unchanged. */
export function registerNumberFilters(liquid: Liquid): void {
  for (const name of ARITHMETIC) answerNothingForNoNumber(liquid, name);
  liquid.registerFilter("format_number", (value: unknown, locale: unknown) =>
    formatted(value, (number) => numberFormat(resolveLocale(locale), {}).format(number)),
  );
  liquid.registerFilter("currency", (value: unknown, code: unknown, locale: unknown) =>
    formatted(value, (number) => money(number, code, locale, {})),
  );
  liquid.registerFilter("rounded_currency", (value: unknown, code: unknown, locale: unknown) =>
    formatted(value, (number) => money(number, code, locale, { minimumFractionDigits: 0, maximumFractionDigits: 0 })),
  );
  liquid.registerFilter("pluralize", (value: unknown, one: unknown, many: unknown) =>
    toNumber(value) === 1 ? one : many,
  );
  liquid.registerFilter("compare_versions", compareVersions);
}

/**
 * The result of a division by zero, or of arithmetic with a text, is nil: `default` replaces it, and no reader sees `NaN` or
 * `Infinity`.
 */
function answerNothingForNoNumber(liquid: Liquid, name: string): void {
  const built = liquid.filters[name];
  if (typeof built !== "function") throw new Error(`Liquid has no filter ${name} any more.`);
  liquid.registerFilter(name, function (value: unknown, ...more: unknown[]): unknown {
    const result: unknown = built.call(this, value, ...more);
    return isGenerator(result) ? awaited(result) : numberOrNothing(result);
  });
}

/** Filters that read the scope are generators; liquidjs runs the values that they yield. */
function* awaited(steps: Generator<unknown, unknown, unknown>): Generator<unknown, unknown, unknown> {
  return numberOrNothing(yield* steps);
}

function isGenerator(value: unknown): value is Generator<unknown, unknown, unknown> {
  return typeof value === "object" && value !== null && Object.prototype.toString.call(value) === "[object Generator]";
}

function numberOrNothing(value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? null : value;
}

function formatted(value: unknown, format: (number: number) => string): unknown {
  const number = toNumber(value);
  return number === null ? value : format(number);
}

function toNumber(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "string" || value.trim() === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

function money(number: number, code: unknown, locale: unknown, digits: Intl.NumberFormatOptions): string {
  const currency = typeof code === "string" && code !== "" ? code : DEFAULT_CURRENCY;
  const resolved = resolveLocale(locale);
  // Intl throws on codes of another shape; the number is still worth showing.
  if (!CURRENCY_CODE.test(currency)) return `${numberFormat(resolved, {}).format(number)} ${currency}`;
  return numberFormat(resolved, { style: "currency", currency: currency.toUpperCase(), ...digits }).format(number);
}

/** -1, 0 or 1 by the rules of semantic versioning, for any count of numbers; nothing if either is not a version. */
function compareVersions(left: unknown, right: unknown): number | null {
  const a = parseVersion(left);
  const b = parseVersion(right);
  if (a === null || b === null) return null;

  for (let index = 0; index < Math.max(a.numbers.length, b.numbers.length); index += 1) {
    const order = compare(a.numbers[index] ?? 0n, b.numbers[index] ?? 0n);
    if (order !== 0) return order;
  }
  return comparePrerelease(a.prerelease, b.prerelease);
}

interface Version {
  numbers: bigint[];
  prerelease: string[];
}

function parseVersion(value: unknown): Version | null {
  if (typeof value !== "string" && typeof value !== "number") return null;
  const text = String(value).trim();
  if (text.length > MAX_VERSION_LENGTH) return null;
  const match = VERSION.exec(text);
  if (match?.[1] === undefined) return null;
  return { numbers: match[1].split(".").map(BigInt), prerelease: match[2]?.split(".") ?? [] };
}

/** A release comes after its pre-releases; numbers come before words. */
function comparePrerelease(left: string[], right: string[]): number {
  if (left.length === 0 || right.length === 0) return compare(right.length, left.length);

  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const order = compareIdentifiers(left[index] ?? "", right[index] ?? "");
    if (order !== 0) return order;
  }
  return compare(left.length, right.length);
}

function compareIdentifiers(left: string, right: string): number {
  const isLeftNumber = /^\d+$/.test(left);
  const isRightNumber = /^\d+$/.test(right);
  if (isLeftNumber && isRightNumber) return compare(BigInt(left), BigInt(right));
  if (isLeftNumber !== isRightNumber) return isLeftNumber ? -1 : 1;
  return compare(left, right);
}

function compare<T extends number | bigint | string>(left: T, right: T): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
