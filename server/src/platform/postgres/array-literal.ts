const SPECIAL = /["\\]/;
const SPECIALS = /["\\]/g;

/** A list as Postgres reads it, for numbers, uuids and other words without commas, quotes or braces: no element is looked at. */
export function plainArray(values: readonly (number | string)[]): string {
  return `{${values.join(",")}}`;
}

/**
 * A list of texts (or JSON) as a Postgres array literal. If all are null the list is empty: `unnest` of several lists pads
 * the shorter ones with null. Several times as fast as pg's own encoding for the rows of a set.
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
 * Values as one JSON list for `jsonb_array_elements`, which avoids escaping each value and parsing it character by
 * character. Absent values become JSON null (`nullif(…, 'null')`); if all are absent the list is empty.
 */
export function jsonList(values: readonly unknown[]): string {
  return values.every((value) => value === null) ? "[]" : JSON.stringify(values);
}

/** Deduplicates rows: each distinct row is kept once, and numbered from 1 as in Postgres arrays. */
export class DistinctRows<T> {
  readonly #isSame: (left: T, right: T) => boolean;
  readonly #nameOf: (row: T) => string;
  readonly #indexes = new Map<string, number>();
  #last = 0;
  readonly rows: T[] = [];

  /** Rows are equal if their names are. `isSame` is a cheap comparison with the previous row, which is mostly equal. */
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
