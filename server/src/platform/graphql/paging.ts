import { badInput, type InputIssue } from "../errors/index.js";
import type { PageArgs } from "./connection.schema.js";
import { PageInfo } from "./node.schema.js";

/** A page to read: `size` rows after `after` and before `before`, from the end when backward. */
export interface Page<Key> {
  size: number;
  isBackward: boolean;
  after: Key | null;
  before: Key | null;
}

const PAGE_MAX = 100;
const PAGE_DEFAULT = 20;

/** How a list's position is written into a cursor and read back; `read` answers null for what it never wrote. */
export interface CursorCodec<Key> {
  write(key: Key): string;
  read(text: string): Key | null;
}

export function jsonCursor<Key extends readonly (string | number)[]>(
  isKey: (value: unknown) => value is Key,
): CursorCodec<Key> {
  return {
    write: (key) => Buffer.from(JSON.stringify(key)).toString("base64url"),
    read(text) {
      try {
        const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
        return isKey(value) ? value : null;
      } catch {
        return null;
      }
    },
  };
}

export function readPage<Key>(args: PageArgs, codec: CursorCodec<Key>): Page<Key> {
  const issues: InputIssue[] = [];
  const size = args.first ?? args.last ?? PAGE_DEFAULT;
  const sizeName = args.first == null && args.last != null ? "last" : "first";
  if (args.first != null && args.last != null) {
    issues.push({ path: ["last"], code: "conflict", message: "Give `first` or `last`, not both." });
  }
  if (!Number.isInteger(size) || size < 1 || size > PAGE_MAX) {
    issues.push({ path: [sizeName], code: "out_of_range", message: `A page holds 1 to ${PAGE_MAX}.` });
  }
  const cursor = (name: "after" | "before"): Key | null => {
    const text = args[name];
    if (text == null) return null;
    const key = codec.read(text);
    if (key === null) issues.push({ path: [name], code: "bad_cursor", message: "This is no cursor of this list." });
    return key;
  };
  const page = { size, isBackward: sizeName === "last", after: cursor("after"), before: cursor("before") };
  if (issues.length > 0) throw badInput(issues);
  return page;
}

export interface Edge<Node> {
  cursor: string;
  node: Node;
}

export interface ConnectionOf<Node> {
  nodes: Node[];
  edges: Edge<Node>[];
  pageInfo: PageInfo;
}

/**
 * A connection of what was read. `rows` are in the order of reading (reversed for a backward page), one more than the
 * page's size when there is more.
 */
export function toConnection<Row, Node, Key>(
  page: Page<Key>,
  rows: readonly Row[],
  map: { node: (row: Row) => Node; key: (row: Row) => Key; codec: CursorCodec<Key> },
): ConnectionOf<Node> {
  const hasMore = rows.length > page.size;
  const kept = rows.slice(0, page.size);
  if (page.isBackward) kept.reverse();
  const edges = kept.map((row) => ({ cursor: map.codec.write(map.key(row)), node: map.node(row) }));
  const pageInfo = Object.assign(new PageInfo(), {
    hasNextPage: !page.isBackward && hasMore,
    hasPreviousPage: page.isBackward && hasMore,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  });
  return { nodes: edges.map((edge) => edge.node), edges, pageInfo };
}
