import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { labelOf, OUTCOME_FILTERS, outcomeWords } from "../src/components/marks/outcome.js";

const documented = readFileSync(path.join(import.meta.dirname, "../../docs/trace-codes.md"), "utf8");
const CODES = [...documented.matchAll(/^\| `([a-z_.]+)`/gm)].flatMap(([, code]) => code ?? []);

test("every documented trace code is an outcome with a label", () => {
  expect(CODES.length).toBeGreaterThan(30);
  for (const code of CODES) expect(outcomeWords("COMPLETED", code).label).toMatch(/^[A-Z]/);
});

test.each([
  ["COMPLETED", "message.made", "Sent"],
  ["COMPLETED", "preference.category_off", "Opted out"],
  ["COMPLETED", "throttle.stopped", "Held back"],
  ["COMPLETED", "batch.merged", "Merged"],
  ["COMPLETED", "run.completed", "Nothing sent"],
  ["WAITING", "delay.waiting", "Waiting"],
  ["CANCELLED", "run.cancelled", "Cancelled"],
  ["FAILED", "run.failed", "Failed"],
])("a %s run whose outcome is %s reads as %s", (status, code, label) => {
  expect(outcomeWords(status, code).label).toBe(label);
});

describe("filters by outcome", () => {
  test.each(OUTCOME_FILTERS)("$kind asks for codes that read as it", ({ kind, codes }) => {
    const all = codes.flatMap((code) =>
      code.endsWith("*") ? CODES.filter((each) => each.startsWith(code.slice(0, -1))) : [code],
    );
    expect(all.length).toBeGreaterThan(0);
    for (const code of all) {
      expect(CODES).toContain(code);
      expect([code, outcomeWords("COMPLETED", code).label]).toEqual([code, labelOf(kind)]);
    }
  });
});
