import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { findInexactNumbers, isExactNumber, isExactToken } from "./exact-number.js";

const REFUSED = [
  "9007199254740992",
  "-9007199254740993",
  "12345678901234567890",
  "1e16",
  "1e30",
  "1e400",
  "-1e400",
  "-0",
];
const REFUSED_TEXTS = [
  ...REFUSED,
  "-0.0",
  "-0e-5",
  "1e-400",
  "0.00000000000000000001e-310",
  "1.00000000000000000001",
  "9007199254740991.4",
  "99999999999999999.5",
  "3e-324",
  "0.1000000000000000000001",
  "12.345678901234567890123",
  `0.${"1".repeat(101)}`,
  "0.1000000000000000055511151231257827",
];
const TAKEN = [
  "0",
  "0.0",
  "0e9",
  "1",
  "-1",
  "1.0",
  "1e2",
  "1.5e1",
  "100e-2",
  "0.1",
  "-0.30000000000000004",
  "1e-300",
  "1.10",
  "19.990",
  "5e-324",
  "4.9e-324",
  "2.2250738585072014e-308",
  "1e-00007",
  "123456789.123456",
  "0.10000000000000001",
  "0e-400",
  "0.000000000000000000000",
];

describe("F2: a number", () => {
  test.each(REFUSED)("like %s is recognised as inexact after JSON.parse", (text) => {
    expect(isExactNumber(JSON.parse(text))).toBe(false);
  });

  test.each(REFUSED_TEXTS)("like %s is recognised as inexact by its text", (text) => {
    expect(isExactToken(text)).toBe(false);
  });

  test.each([...TAKEN, "9007199254740991", "-9007199254740991", "9007199254740991e0", "90071992547409910e-1"])(
    "like %s is exact, as text and parsed",
    (text) => {
      expect([isExactNumber(JSON.parse(text)), isExactToken(text)]).toEqual([true, true]);
    },
  );

  test("that JavaScript writes is exact up to 2^53, in any notation", () => {
    const exact = fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, min: -1e15, max: 1e15 }));
    fc.assert(
      fc.property(exact, (number) => {
        fc.pre(!Object.is(number, -0));
        expect([String(number), number.toExponential()].map(isExactToken)).toEqual([true, true]);
      }),
    );
  });

  test("is found at any depth, with its path", () => {
    const value: unknown = JSON.parse('{"a":[1,9007199254740993,{"b":-0}],"c":1e400,"d":"9007199254740993","e":2.5}');
    expect(findInexactNumbers(value).map(({ path }) => path.join("."))).toEqual(["a.1", "a.2.b", "c"]);
    expect(findInexactNumbers(JSON.parse("1e30"))).toMatchObject([{ path: [], code: "inexact_number" }]);
    expect(findInexactNumbers(Array(1000).fill(-0))).toHaveLength(100);
  });
});
