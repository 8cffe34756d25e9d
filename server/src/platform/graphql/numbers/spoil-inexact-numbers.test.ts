import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { findInexactNumbers, isExactNumber, isExactToken } from "./exact-number.js";
import { parseExactJson } from "./spoil-inexact-numbers.js";

/** The paths of the numbers that were found to be inexact. */
function spoiled(text: string): string[] {
  return findInexactNumbers(parseExactJson(text)).map(({ path }) => path.join("."));
}

describe("F2: a JSON text", () => {
  test.each(["1e-400", "1.00000000000000000001", "9007199254740991.4", "1e400", "-0", "-0.0e5", "9007199254740993"])(
    "reports %s at any depth",
    (number) => {
      expect(spoiled(number)).toEqual([""]);
      expect(spoiled(`{"a":${number}}`)).toEqual(["a"]);
      expect(spoiled(` { "a" : [ 1 , ${number} , {"b" :\t${number}}, [[],[ ${number}]] ] , "c":0 } `)).toEqual([
        "a.1",
        "a.2.b",
        "a.3.1.0",
      ]);
      expect(spoiled(`[{"x":{}},[],"",${number}]`)).toEqual(["3"]);
    },
  );

  test("is parsed as by JSON.parse if every number is exact", () => {
    const text = `{"a":[0.1,1.10,1e2,0.30000000000000004,5e-324,-1],"b":"1e-400","c":{"1.00000000000000000001":"-0"}}`;
    expect(parseExactJson(text)).toEqual(JSON.parse(text));
  });

  test("may contain anything in its strings and keys", () => {
    const keys = ['a"b', "\\", '\\"', "é\u0000", "1e-400", "[", "}", ":-0", "__proto__", "constructor", ""];
    for (const key of keys) {
      const text = `{${JSON.stringify(`${key}x`)}:{"s":${JSON.stringify(key)},${JSON.stringify(key)}:[1e-400]}}`;
      expect([key, findInexactNumbers(parseExactJson(text)).map(({ path }) => path)]).toEqual([
        key,
        [[`${key}x`, key, "0"]],
      ]);
    }
    expect(Object.getPrototypeOf(parseExactJson('{"__proto__":{"a":1e-400}}'))).toBe(Object.prototype);
  });

  test("with a repeated member is checked in the member that is used", () => {
    expect(spoiled('{"a":1,"a":1e-400}')).toEqual(["a"]);
    expect(spoiled('{"a":{"b":[5]},"a":1e-400,"c":-0}')).toEqual(["a", "c"]);
    expect(spoiled('{"a":{"b":1e-400},"a":{"c":1}}')).toEqual([]);
  });

  test("of random values loses nothing, and each number that its writer rounded is found", () => {
    const tokens = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
      fc.constantFrom("1e-400", "0.12345678901234567890", "1.5e+010", "-0", "100000000000000000000"),
    );
    const value = fc.letrec<{ any: string }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        tokens,
        fc.string().map((text) => JSON.stringify(text)),
        fc.array(tie("any")).map((all) => `[${all.join(", ")}]`),
        fc
          .uniqueArray(fc.tuple(fc.string(), tie("any")), { selector: ([key]) => key })
          .map((all) => `{${all.map(([key, member]) => `${JSON.stringify(key)}: ${member}`).join(",")}}`),
      ),
    })).any;
    fc.assert(
      fc.property(value, (text) => {
        const numbers = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').match(/-?\d[\d.eE+-]*/g) ?? [];
        const lost = numbers.filter((token) => !isExactToken(token)).length;
        let found = 0;
        JSON.stringify(parseExactJson(text), (_key, member) => {
          if (typeof member === "number" && !isExactNumber(member)) found += 1;
          return member;
        });
        expect(found).toBe(lost);
      }),
    );
  });

  test("of 8 MiB of long numbers is parsed in about the time of JSON.parse, and given up after many inexact numbers", () => {
    const text = (number: string): string => `[${Array(200_000).fill(number).join(",")}]`;
    for (const number of ["0.30000000000000004", "123456789012345", "1e-9"]) {
      expect([number, cpuMs(() => parseExactJson(text(number))) < 2000]).toEqual([number, true]);
    }
    for (const number of ["1e-400", "-0", "0.1000000000000000055511151231257827"]) {
      expect(() => parseExactJson(text(number))).toThrow("More than 1000 numbers");
    }
  });
});

function cpuMs(work: () => void): number {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
}
