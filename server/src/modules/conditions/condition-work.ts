import type { Found } from "./values.js";

/**
 * Work limit of the conditions of one step. A unit is about one microsecond on one core, and the count is the same on every
 * machine: no clock decides whether a person is notified.
 */
const MAX_UNITS = 50_000;

const UNITS_PER_COMPARISON = 2;
const UNITS_PER_ITEM = 2 / 5;
const UNITS_PER_MEMBER = 3 / 5;
const UNITS_PER_CHARACTER = 1 / 200;
/** Values that were read before are cached, and cost less to read again. */
const AGAIN = 1 / 20;
/** Cost of listing the names of an object, as a part of reading all of it. */
const SHOWN = 1 / 3;

/** Conditions compare more data than they may. */
export class TooMuchComparing extends Error {
  constructor() {
    super("The conditions compare too much data; let them look at smaller lists and texts.");
  }
}

/** Counts the work of the conditions of one step. */
export class ConditionWork {
  #units = 0;
  readonly #weights = new Map<object, number>();
  readonly #shown = new Set<object>();

  /** Throws `TooMuchComparing`. */
  spend(units: number): void {
    this.#units += units;
    if (this.#units > MAX_UNITS) throw new TooMuchComparing();
  }

  /** Two values that are compared with each other, before that is done. */
  compare(actual: Found, expected: Found): void {
    this.spend(UNITS_PER_COMPARISON);
    this.#look(actual);
    this.#look(expected);
  }

  /** An object whose first names are listed for the trace; counted once. */
  show(value: Found): void {
    if (typeof value !== "object" || value === null || Array.isArray(value) || this.#shown.has(value)) return;
    this.#shown.add(value);
    this.spend(memberCount(value) * UNITS_PER_MEMBER * SHOWN);
  }

  #look(value: Found): void {
    if (typeof value === "string") return this.spend(value.length * UNITS_PER_CHARACTER);
    if (typeof value !== "object" || value === null) return;
    const known = this.#weights.get(value);
    if (known !== undefined) return this.spend(known * AGAIN);
    const before = this.#units;
    this.#walk(value);
    this.#weights.set(value, this.#units - before);
  }

  /** Charges as it goes, so that it ends early. */
  #walk(value: object): void {
    const unitsEach = Array.isArray(value) ? UNITS_PER_ITEM : UNITS_PER_MEMBER;
    const members: unknown[] = Object.values(value);
    for (const member of members) {
      this.spend(unitsEach);
      if (typeof member === "string") this.spend(member.length * UNITS_PER_CHARACTER);
      else if (typeof member === "object" && member !== null) this.#walk(member);
    }
  }
}

/** To list the names of the largest object takes 50 ms. */
const memberCounts = new WeakMap<object, number>();

function memberCount(value: object): number {
  const count = memberCounts.get(value) ?? Object.keys(value).length;
  memberCounts.set(value, count);
  return count;
}
