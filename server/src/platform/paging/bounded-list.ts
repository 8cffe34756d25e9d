import type { KeysetSql } from "./keyset.js";

/** The rows that a page of a filtered list looks at. */
export interface BoundedScan {
  /** The alias of the rows in `sql` and in the columns of the list's order. */
  alias: string;
  /** The columns of the list's order, without the alias. */
  columns: readonly string[];
  /**
   * Selects those columns, `fits` (whether the row matches the filter) and `part`: in reading order, the first `max + 1`
   * rows of each part. Only conditions that an index answers belong here; all others belong in `fits`.
   */
  sql: string;
  /** Rows of one part that a page looks at. */
  max: number;
}

/**
 * Common table expressions for a page of a filtered list, however many rows do not match. `chosen` holds the keys and parts of the
 * rows of the page; `cut` holds the key of the last row that was looked at, and is empty when all rows were. With
 * several parts, such as lanes, the first part that has more than `max` rows ends the page for all of them.
 */
export function boundedListSql({ alias, columns, sql, max }: BoundedScan, keyset: KeysetSql, isDown: boolean): string {
  const own = columns.map((column) => `${alias}.${column}`).join(", ");
  const cut = columns.map((column) => `cut.${column}`).join(", ");
  return `looked as materialized (
      select ${alias}.*, row_number() over (partition by ${alias}.part ${keyset.orderBy}) as rank from (${sql}) ${alias}
    ), cut as (
      select ${own} from looked ${alias} where ${alias}.rank = ${max}
      and exists (select from looked o where o.part = ${alias}.part and o.rank = ${max + 1}) ${keyset.orderBy} limit 1
    ), chosen as (
      select ${own}, ${alias}.part from looked ${alias} where ${alias}.fits and ${alias}.rank <= ${max}
      and not exists (select from cut where (${own}) ${isDown ? "<" : ">"} (${cut})) ${keyset.orderAndLimit}
    )`;
}

/** ` and …` as a separate expression. */
export function fitsSql(and: string): string {
  return and === "" ? "true" : and.replace(/^ and /, "");
}
