import type { Json, JsonObject } from "../../platform/json.js";
import { includesText } from "./includes-text.js";

/** The value of a variable or argument; `undefined` if it is missing. */
export type Found = Json | undefined;

const NUMERIC_TEXT = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;

export function isEmpty(value: Found): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

/**
 * Whether two values are the same. Missing, null and the empty text are; a number or boolean is the same as its text;
 * lists and objects are compared member by member.
 */
export function isSame(left: Found, right: Found): boolean {
  return left === right || keyOf(left) === keyOf(right);
}

/**
 * Below zero when left comes first, above when right does, NaN when they have no order. Numbers and texts of numbers go by
 * value, other texts by their characters; nothing else (missing values least of all) is before or after anything.
 */
export function orderOf(left: Found, right: Found): number {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return a - b;
  if (typeof left !== "string" || typeof right !== "string" || left === "" || right === "") return Number.NaN;
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * `contains`: a text holds the argument's text, a list holds the argument as an item; of a list as argument one item is
 * enough. An empty argument is contained in nothing, so that a missing value never matches every text.
 */
export function contains(value: Found, argument: Found): boolean {
  const wanted = (Array.isArray(argument) ? argument : [argument]).filter((item) => !isEmpty(item));
  if (typeof value === "string") {
    return wanted.some((item) => item !== undefined && typeof item !== "object" && includesText(value, String(item)));
  }
  return Array.isArray(value) && wanted.some(membership(value));
}

/** `contains_all`: a list holds every item of the argument; an argument that is no list counts as one item. */
export function containsAll(value: Found, argument: Found): boolean {
  if (!Array.isArray(value)) return false;
  const wanted = Array.isArray(argument) ? argument : [argument];
  return (Array.isArray(argument) || !isEmpty(argument)) && wanted.every(membership(value));
}

/** Cached per list, because a workflow may compare a list with a hundred values, for each recipient. */
const memberKeys = new WeakMap<Json[], ReadonlySet<string>>();
const keys = new WeakMap<object, string>();

/** A fast membership test: both lists may be as long as the data allows. */
function membership(list: Json[]): (wanted: Found) => boolean {
  const members = memberKeys.get(list) ?? new Set(list.map(keyOf));
  memberKeys.set(list, members);
  return (wanted) => members.has(keyOf(wanted));
}

/** A text that is equal for equal values only. */
function keyOf(value: Found): string {
  if (typeof value === "number" || typeof value === "boolean") return `"${String(value)}"`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? "");
  const known = keys.get(value) ?? keyOfMembers(value);
  keys.set(value, known);
  return known;
}

function keyOfMembers(value: Json[] | JsonObject): string {
  if (Array.isArray(value)) return `[${value.map(keyOf).join(",")}]`;

  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${keyOf(value[key])}`);
  return `{${members.join(",")}}`;
}

function numberOf(value: Found): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && NUMERIC_TEXT.test(value.trim()) ? Number(value) : undefined;
}
