import { expect, test } from "@jest/globals";
import { suppressionAddress } from "./suppression-address.js";

test.each([
  ["EMAIL", " Ada@Example.com ", "ada@example.com"],
  ["EMAIL", "ada", null],
  ["EMAIL", "a b@example.com", null],
  ["SMS", "+44 (7700) 900-123", "+447700900123"],
  ["SMS", "hello", null],
] as const)("%s %p is %p", (type, given, address) => {
  expect(suppressionAddress(type, given)).toBe(address);
});
