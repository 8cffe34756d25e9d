import type { InfiniteData } from "@tanstack/react-query";

/** What came and changed in a list since the event before. */
export interface Tail<Row> {
  readonly isReset: boolean;
  readonly omittedCount: number;
  readonly removedIds: readonly string[];
  /** The oldest first. */
  readonly nodes: readonly Row[];
}

interface Rows<Row> {
  readonly nodes: readonly Row[];
}

export type Pages<Row, Page extends Rows<Row>> = InfiniteData<Page, string | null>;

interface Named {
  readonly id: string;
}

/** The rows of a tail that the pages do not hold yet, the newest first. */
export function unknownRows<Row extends Named, Page extends Rows<Row>>(
  pages: Pages<Row, Page> | undefined,
  nodes: readonly Row[],
): Row[] {
  const known = new Set(pages?.pages.flatMap((page) => page.nodes.map(({ id }) => id)));
  return nodes.filter(({ id }) => !known.has(id)).reverse();
}

/** The pages with the rows that changed as they are now, and without those that do not match any more. */
export function withChanges<Row extends Named, Page extends Rows<Row>>(
  data: Pages<Row, Page>,
  { nodes, removedIds }: Pick<Tail<Row>, "nodes" | "removedIds">,
): Pages<Row, Page> {
  const changed = new Map(nodes.map((node) => [node.id, node]));
  const removed = new Set(removedIds);
  const pages = data.pages.map((page) => {
    const isTouched = page.nodes.some(({ id }) => changed.has(id) || removed.has(id));
    if (!isTouched) return page;
    const kept = page.nodes.filter(({ id }) => !removed.has(id));
    return { ...page, nodes: kept.map((node) => changed.get(node.id) ?? node) };
  });
  return { ...data, pages };
}

/** The pages with new rows above the others. */
export function withNewRows<Row extends Named, Page extends Rows<Row>>(
  data: Pages<Row, Page>,
  rows: readonly Row[],
): Pages<Row, Page> {
  const [first, ...others] = data.pages;
  if (!first || rows.length === 0) return data;
  return { ...data, pages: [{ ...first, nodes: [...rows, ...first.nodes] }, ...others] };
}

/** Rows that wait above the list, the newest first; a row that comes again is shown as it is now. */
export function waitingRows<Row extends Named>(
  before: readonly Row[],
  rows: readonly Row[],
  removedIds: readonly string[],
): Row[] {
  const removed = new Set(removedIds);
  const fresh = new Map(rows.map((row) => [row.id, row]));
  const known = new Set(before.map(({ id }) => id));
  const kept = before.filter(({ id }) => !removed.has(id)).map((row) => fresh.get(row.id) ?? row);
  return [...rows.filter(({ id }) => !known.has(id)), ...kept];
}
