import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { hasDuplicateKeys } from "./duplicate-keys.js";

test.each([
  ['{"a":1,"a":2}'],
  ['{"a":1,"b":{"c":1,"d":[{"e":1,"e":1}]}}'],
  ['{"sub":"alice","s\\u0075b":"bob"}'],
  ['[{"x":"{","x":","}]'],
])("%s has a repeated member", (json) => {
  expect(hasDuplicateKeys(json)).toBe(true);
});

test.each([
  ['{"a":{"a":{"a":1}}}'],
  ['[{"a":1},{"a":1}]'],
  ['{"a":"a","b":"a\\",\\"b\\":"}'],
  ['{"__proto__":1}'],
  ["[]"],
])("%s has no repeated member", (json) => {
  expect(hasDuplicateKeys(json)).toBe(false);
});

test("JSON that was written from a value has no repeated member", () => {
  fc.assert(fc.property(fc.json(), (json) => !hasDuplicateKeys(JSON.stringify(JSON.parse(json)))));
});
