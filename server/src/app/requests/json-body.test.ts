import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { ValueCounter } from "./json-body.js";

/** Each value but the first follows a comma or an opening bracket. */
function valuesOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const members = Object.values(value);
  return members.reduce((sum: number, member) => sum + valuesOf(member), 1 + Math.max(0, members.length - 1));
}

function isWithin(max: number, body: Buffer, chunkLength: number): boolean {
  const counter = new ValueCounter(max);
  try {
    for (let at = 0; at < body.length; at += chunkLength) counter.add(body.subarray(at, at + chunkLength));
    return true;
  } catch {
    return false;
  }
}

const TEXTS = fc.string({ unit: fc.constantFrom('"', "\\", ",", "[", "{", "a", "é") });

test("X-03: values are counted exactly, with any content of strings and wherever the body is split", () => {
  const value = fc.jsonValue({ maxDepth: 4 });
  const input = fc.record({ value, texts: fc.array(TEXTS), chunkLength: fc.integer({ min: 1, max: 30 }) });
  fc.assert(
    fc.property(input, ({ value, texts, chunkLength }) => {
      const whole = { value, texts, byText: Object.fromEntries(texts.map((text) => [text, text])) };
      const body = Buffer.from(JSON.stringify(whole));
      const count = valuesOf(whole);
      expect(isWithin(count, body, chunkLength)).toBe(true);
      expect(isWithin(count - 1, body, chunkLength)).toBe(false);
    }),
  );
});

test("X-15: a string of 8 MiB is skipped faster than a body can arrive", () => {
  const body = Buffer.from(JSON.stringify({ query: "x".repeat(8 * 1024 * 1024) }));
  const before = process.cpuUsage();
  new ValueCounter(10).add(body);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(100);
});
