import type { Page } from "./page.js";

/** The order of a list: columns that together are unique, all in one direction. */
export interface ListOrder {
  /** Columns in the statement's notation, for example `m.position`. They are constants, never input. */
  columns: readonly string[];
  direction: "asc" | "desc";
}

/** The parts of a statement that reads a page. */
export interface KeysetSql {
  /** ` and (…) > (…)` for each given end, appended to other conditions; may be empty. */
  and: string;
  /** `order by …` in the order of reading. */
  orderBy: string;
  /** `order by … limit …`; reads one row more than the page, to find out whether there is more. */
  orderAndLimit: string;
  /** Values of the parameters from `firstParameter` on. */
  values: (string | number)[];
}

/** Reads a page by its keys, so that a page deep in the list costs no more than the first. */
export function keysetSql<Key extends readonly (string | number)[]>(
  page: Page<Key>,
  order: ListOrder,
  firstParameter: number,
): KeysetSql {
  const values: (string | number)[] = [];
  const columns = `(${order.columns.join(", ")})`;
  const isUp = order.direction === "asc";

  const parameters = (key: readonly (string | number)[]): string =>
    `(${key.map((value) => `$${firstParameter + values.push(value) - 1}`).join(", ")})`;
  const after = page.after ? ` and ${columns} ${isUp ? ">" : "<"} ${parameters(page.after)}` : "";
  const before = page.before ? ` and ${columns} ${isUp ? "<" : ">"} ${parameters(page.before)}` : "";

  const direction = isUp === page.isBackward ? "desc" : "asc";
  const orderBy = `order by ${order.columns.map((column) => `${column} ${direction}`).join(", ")}`;
  const limit = `$${firstParameter + values.push(page.size + 1) - 1}`;
  return { and: after + before, orderBy, orderAndLimit: `${orderBy} limit ${limit}`, values };
}
