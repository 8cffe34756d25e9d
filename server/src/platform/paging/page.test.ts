import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { AppError } from "../errors/index.js";
import { keysetSql } from "./keyset.js";
import { cursorCodec, readPage, toConnection, type Page, type PageRequest } from "./page.js";

type Key = readonly [number, string];
const isKey = (value: readonly unknown[]): value is Key => typeof value[0] === "number" && typeof value[1] === "string";
const codec = cursorCodec<Key>("things", isKey);

describe("a cursor", () => {
  test("can be read after it was written", () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), (number, text) => {
        expect(codec.read(codec.write([number, text]))).toEqual([number, text]);
      }),
    );
  });

  test("is refused after any change", () => {
    const cursor = codec.write([42, "x"]);
    fc.assert(
      fc.property(fc.nat(cursor.length - 1), fc.constantFrom(..."ABCxyz019-_ =+/é"), (at, char) => {
        const changed = cursor.slice(0, at) + char + cursor.slice(at + 1);
        expect(codec.read(changed)).toEqual(changed === cursor ? [42, "x"] : null);
      }),
    );
    expect([cursor.slice(1), `${cursor}A`, `${cursor}=`, ` ${cursor}`, ""].map((each) => codec.read(each))).toEqual(
      Array(5).fill(null),
    );
  });

  test("of another list or of another structure is refused", () => {
    expect(cursorCodec<Key>("others", isKey).read(codec.write([1, "a"]))).toBeNull();
    const loose = cursorCodec<readonly string[]>("things", (value): value is readonly string[] => value.length > 0);
    expect(codec.read(loose.write(["a"]))).toBeNull();
  });

  test("of any text is refused and never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 3000 }), (text) => expect(codec.read(text)).toBeNull()),
    );
  });
});

describe("page arguments", () => {
  test("default to the first 20", () => {
    expect(readPage({}, codec)).toEqual({ size: 20, isBackward: false, after: null, before: null });
    expect(readPage({ first: null, after: null, last: null, before: null }, codec)).toMatchObject({ size: 20 });
  });

  test("may go backward", () => {
    expect(readPage({ last: 5, before: codec.write([1, "a"]) }, codec)).toEqual({
      size: 5,
      isBackward: true,
      after: null,
      before: [1, "a"],
    });
  });

  test("are refused with all errors at once", () => {
    const refuse = (): unknown => readPage({ first: 0, last: 1, after: "x", before: "y" }, codec);
    expect(refuse).toThrow(AppError);
    expect(refuse).toThrow(
      expect.objectContaining({
        code: "BAD_USER_INPUT",
        issues: [
          expect.objectContaining({ path: ["last"], code: "conflict" }),
          expect.objectContaining({ path: ["first"], code: "out_of_range" }),
          expect.objectContaining({ path: ["after"], code: "bad_cursor" }),
          expect.objectContaining({ path: ["before"], code: "bad_cursor" }),
        ],
      }),
    );
  });

  test.each([-1, 0, 101, 2147483647])("refuse a size of %d", (size) => {
    expect(() => readPage({ first: size }, codec)).toThrow(AppError);
    expect(() => readPage({ last: size }, codec)).toThrow(AppError);
  });
});

describe("keys in SQL", () => {
  const page = (given: Partial<Page<Key>>): Page<Key> => ({
    size: 2,
    isBackward: false,
    after: null,
    before: null,
    ...given,
  });

  test("come after the other conditions and continue their parameter numbers", () => {
    const order = { columns: ["m.position", "m.id"], direction: "desc" } as const;
    expect(keysetSql(page({}), order, 3)).toEqual({
      and: "",
      orderBy: "order by m.position desc, m.id desc",
      orderAndLimit: "order by m.position desc, m.id desc limit $3",
      values: [3],
    });
    expect(keysetSql(page({ after: [7, "x"] }), order, 3)).toEqual({
      and: " and (m.position, m.id) < ($3, $4)",
      orderBy: "order by m.position desc, m.id desc",
      orderAndLimit: "order by m.position desc, m.id desc limit $5",
      values: [7, "x", 3],
    });
    expect(keysetSql(page({ isBackward: true, before: [7, "x"] }), order, 1)).toEqual({
      and: " and (m.position, m.id) > ($1, $2)",
      orderBy: "order by m.position asc, m.id asc",
      orderAndLimit: "order by m.position asc, m.id asc limit $3",
      values: [7, "x", 3],
    });
  });
});

/** The rows that the statement of `keysetSql` would return. */
function readRows(rows: number[], page: Page<readonly [number]>): number[] {
  const inside = rows.filter((row) => (!page.after || row > page.after[0]) && (!page.before || row < page.before[0]));
  const ordered = inside.sort((left, right) => (page.isBackward ? right - left : left - right));
  return ordered.slice(0, page.size + 1);
}

test("paging in both directions visits every row once and in order while rows are added", () => {
  const numbers = cursorCodec<readonly [number]>(
    "n",
    (value): value is readonly [number] => typeof value[0] === "number",
  );
  const map = { node: (row: number) => row, key: (row: number) => [row] as const, codec: numbers };

  const property = fc.property(
    fc.uniqueArray(fc.nat(1000), { maxLength: 60 }),
    fc.array(fc.nat(1000), { maxLength: 20 }),
    fc.integer({ min: 1, max: 7 }),
    fc.boolean(),
    (start, added, size, isBackward) => {
      const rows = new Set(start);
      const late = added.filter((row) => !rows.has(row));
      const seen: number[] = [];
      let cursor: string | null = null;
      for (;;) {
        const args: PageRequest = isBackward ? { last: size, before: cursor } : { first: size, after: cursor };
        const page = readPage(args, numbers);
        const { nodes, pageInfo } = toConnection(page, readRows([...rows], page), map);
        seen.push(...(isBackward ? nodes.toReversed() : nodes));
        const more = isBackward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage;
        expect(isBackward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage).toBe(false);
        if (!more) break;
        cursor = isBackward ? pageInfo.startCursor : pageInfo.endCursor;
        const next = late.pop();
        if (next !== undefined) rows.add(next);
      }
      expect(seen).toEqual([...new Set(seen)].sort((left, right) => (isBackward ? right - left : left - right)));
      expect(start.every((row) => seen.includes(row))).toBe(true);
    },
  );
  fc.assert(property);
});
