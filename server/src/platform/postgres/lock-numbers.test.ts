import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { LOCKS, WORKER_LOCK_SPACE } from "./lock-numbers.js";

const SOURCES = path.resolve(import.meta.dirname, "../..");

test("S16: no two locks have the same number", () => {
  const numbers = [...Object.values(LOCKS), WORKER_LOCK_SPACE];
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const number of numbers) expect(number).toBeLessThan(2 ** 31);
});

test("S16: no statement uses a lock number outside the registry", () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
  );
  const calls = files.flatMap((file) =>
    [...readFileSync(path.join(SOURCES, file), "utf8").matchAll(/pg_(?:try_)?advisory_\w*lock\w*\(([^)]*)/g)].map(
      ([call, argument]) => ({ file, call, argument: argument ?? "" }),
    ),
  );
  expect(calls.length).toBeGreaterThan(5);
  // Parameters, columns, and numbers that are interpolated by name are allowed.
  const ofItsOwn = calls.filter(({ argument }) => /\d{2,}/.test(argument.replaceAll(/\$\{\w+\}|\$\d+/g, "")));
  expect(ofItsOwn).toEqual([]);
  const registry = files.filter((file) => /\b7_?264_?\d{3}\b/.test(readFileSync(path.join(SOURCES, file), "utf8")));
  expect(registry).toEqual([path.join("platform", "postgres", "lock-numbers.ts")]);
});
