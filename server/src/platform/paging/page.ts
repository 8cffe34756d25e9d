import { createHash } from "node:crypto";
import { badInput, type InputIssue } from "../errors/index.js";

/** The arguments of a list, as `PageArgs` in the schema. */
export interface PageRequest {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

/** A page to read: `size` rows after `after` and before `before` in the list's order, from its end when backward. */
export interface Page<Key> {
  size: number;
  isBackward: boolean;
  after: Key | null;
  before: Key | null;
}

/** Maximum number of rows that one page scans; a page whose filter matches few of them ends early. */
export const PAGE_SCAN_MAX = 2000;
export const PAGE_MAX = 100;
export const PAGE_DEFAULT = 20;

/** Encodes a position in a list as a cursor and decodes it; `read` returns null for a cursor that it did not create. */
export interface CursorCodec<Key> {
  write(key: Key): string;
  read(cursor: string): Key | null;
}

const CHECK_BYTES = 6;
const CURSOR_MAX_LENGTH = 2000;

/**
 * Cursors of one kind of list. A checksum refuses cursors that were cut, changed or taken from another kind of list. It is
 * not a security measure: the scope decides what a caller may read.
 */
export function cursorCodec<Key extends readonly (string | number)[]>(
  list: string,
  isKey: (value: readonly unknown[]) => value is Key,
): CursorCodec<Key> {
  const check = (text: string): Buffer =>
    createHash("sha256").update(`${list}\n${text}`).digest().subarray(0, CHECK_BYTES);

  return {
    write(key) {
      const text = JSON.stringify(key);
      return Buffer.concat([check(text), Buffer.from(text)]).toString("base64url");
    },
    read(cursor) {
      if (cursor.length > CURSOR_MAX_LENGTH) return null;
      const bytes = Buffer.from(cursor, "base64url");
      const text = bytes.subarray(CHECK_BYTES).toString("utf8");
      // The first comparison also refuses other texts that decode to the same bytes, such as stray characters that base64
      // decoders skip.
      if (bytes.toString("base64url") !== cursor || !check(text).equals(bytes.subarray(0, CHECK_BYTES))) return null;
      const value = parseList(text);
      // Written again it must be the same text: `-0`, `1e3` or a number that JavaScript rounds was never written here.
      return value && JSON.stringify(value) === text && isKey(value) ? value : null;
    },
  };
}

/** Whether a part of a key is a text that a column takes; for `isKey`, since anyone can compute a checksum. */
export function isStorableText(value: unknown): value is string {
  return typeof value === "string" && !/\0|\p{Cs}/u.test(value);
}

/** Whether a part of a key is a number that an `int` column takes. */
export function isStorableInt(value: unknown): value is number {
  return Number.isInteger(value) && Math.abs(Number(value)) <= 0x7fffffff;
}

/** Whether a part of a key is a place in a sequence, which is counted from 0 and which JavaScript carries exactly. */
export function isStorableCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Anyone can compute a checksum, so even what fits its own may be no JSON. */
function parseList(text: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** The page of the arguments. Throws `BAD_USER_INPUT` with all errors. */
export function readPage<Key>(args: PageRequest, codec: CursorCodec<Key>): Page<Key> {
  const issues: InputIssue[] = [];
  const isBackward = args.first == null && args.last != null;
  const size = args.first ?? args.last ?? PAGE_DEFAULT;

  if (args.first != null && args.last != null) {
    issues.push({ path: ["last"], code: "conflict", message: "Give `first` or `last`, not both." });
  }
  if (size < 1 || size > PAGE_MAX) {
    const path = [isBackward ? "last" : "first"];
    issues.push({ path, code: "out_of_range", message: `A page holds 1 to ${PAGE_MAX}; this asks for ${size}.` });
  }

  const page = { size, isBackward, after: readCursor(args, "after"), before: readCursor(args, "before") };
  if (issues.length > 0) throw badInput(issues);
  return page;

  function readCursor(from: PageRequest, name: "after" | "before"): Key | null {
    const cursor = from[name];
    if (cursor == null) return null;
    const key = codec.read(cursor);
    if (key === null) issues.push({ path: [name], code: "bad_cursor", message: "This is not a cursor of this list." });
    return key;
  }
}

/** Position of a page in its list; the schema's `PageInfo` documents the fields. */
export interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
  isCutShort: boolean;
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
 * The connection of a page. `rows` are in reading order (reversed for a backward page), with one row more than the page's
 * size if there are more. `stoppedAt` is the key after which the next page starts, if the scan ended before the page was
 * full.
 */
export function toConnection<Row, Node, Key>(
  page: Page<Key>,
  rows: readonly Row[],
  map: { node: (row: Row) => Node; key: (row: Row) => Key; codec: CursorCodec<Key>; stoppedAt?: Key | null },
): ConnectionOf<Node> {
  const isFull = rows.length > page.size;
  const stoppedAt = isFull || map.stoppedAt == null ? null : map.codec.write(map.stoppedAt);
  const hasMore = isFull || stoppedAt !== null;
  const kept = rows.slice(0, page.size);
  if (page.isBackward) kept.reverse();

  const edges = kept.map((row) => ({ cursor: map.codec.write(map.key(row)), node: map.node(row) }));
  return {
    nodes: edges.map((edge) => edge.node),
    edges,
    pageInfo: {
      hasNextPage: !page.isBackward && hasMore,
      hasPreviousPage: page.isBackward && hasMore,
      startCursor: (page.isBackward ? stoppedAt : null) ?? edges[0]?.cursor ?? null,
      endCursor: (page.isBackward ? null : stoppedAt) ?? edges.at(-1)?.cursor ?? null,
      isCutShort: stoppedAt !== null,
    },
  };
}
