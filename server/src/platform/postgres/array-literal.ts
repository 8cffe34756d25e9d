const SPECIAL = /["\\]/;
const SPECIALS = /["\\]/g;

/** A list as Postgres reads it, for numbers, uuids and other words without commas, quotes or braces: no element is looked at. */
export function plainArray(values: readonly (number | string)[]): string {
  return `{${values.join(",")}}`;
}

/**
 * A list of texts (or of JSON) as Postgres reads it. When all are null it is empty: `unnest` of several lists fills the
 * shorter ones with null. Several times as fast as pg's own for the many rows of a set.
 */
export function textArray(values: readonly (string | null)[]): string {
  if (values.every((value) => value === null)) return "{}";
  return `{${values.map(quoted).join(",")}}`;
}

function quoted(value: string | null): string {
  if (value === null) return "NULL";
  return SPECIAL.test(value) ? `"${value.replace(SPECIALS, "\\$&")}"` : `"${value}"`;
}

/**
 * Values as one JSON list, to be taken apart by `jsonb_array_elements`: that spares escaping each and reading it character by
 * character. Absent ones come out as JSON's null (`nullif(…, 'null')`); when all are absent the list is empty.
 */
export function jsonList(values: readonly unknown[]): string {
  return values.every((value) => value === null) ? "[]" : JSON.stringify(values);
}

/** Rows that share most of what they say: each kind of them is kept once, and counted from 1 as Postgres counts. */
export class DistinctRows<T> {
  readonly #isSame: (left: T, right: T) => boolean;
  readonly #nameOf: (row: T) => string;
  readonly #indexes = new Map<string, number>();
  #last = 0;
  readonly rows: T[] = [];

  /** Rows are of one kind when their names are equal. `isSame` tells it cheaply of most of them, for neighbours are mostly alike. */
  constructor(isSame: (left: T, right: T) => boolean, nameOf: (row: T) => string) {
    this.#isSame = isSame;
    this.#nameOf = nameOf;
  }

  indexOf(row: T): number {
    const last = this.rows[this.#last - 1];
    if (last === undefined || !this.#isSame(last, row)) this.#last = this.#indexOfName(this.#nameOf(row), row);
    return this.#last;
  }

  #indexOfName(name: string, row: T): number {
    const known = this.#indexes.get(name);
    if (known !== undefined) return known;
    const index = this.rows.push(row);
    this.#indexes.set(name, index);
    return index;
  }
}
