import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { PREFERENCE_CODES } from "../../preferences/pure.js";
import { countMessages, describeTrace, TRACE_CODES } from "./describe-trace.js";

const server = path.join(import.meta.dirname, "..", "..", "..", "..");
const documented = readFileSync(path.join(server, "..", "docs", "trace-codes.md"), "utf8");

/** The codes by which `explain` says how a message stands: no run decides them. */
const MESSAGE_STATES = path.join("explain", "case-words.ts");

/** All string literals in the sources that look like a code of these families. */
function codesInSources(): Set<string> {
  const families = [...new Set(Object.keys(TRACE_CODES).map((code) => code.split(".")[0]))].join("|");
  const codes = new Set<string>();
  for (const folder of ["runs", "triggers", "tenants", "users"]) {
    const files = readdirSync(path.join(server, "src", "modules", folder), { recursive: true, encoding: "utf8" });
    for (const file of files) {
      if (!file.endsWith(".ts") || file.endsWith(".test.ts") || file === MESSAGE_STATES) continue;
      const text = readFileSync(path.join(server, "src", "modules", folder, file), "utf8");
      const notes = text.matchAll(new RegExp(`"((?:${families})\\.[a-z_]+)"`, "g"));
      for (const [, code] of notes) if (code !== undefined) codes.add(code);
    }
  }
  return codes;
}

describe("the codes of a trace", () => {
  test("are all documented in docs/trace-codes.md, and no others", () => {
    const listed = [...documented.matchAll(/^\| `([a-z_.]+)`/gm)].map(([, code]) => code);
    expect(listed.sort()).toEqual(Object.keys(TRACE_CODES).sort());
  });

  test("must be registered before they are used", () => {
    const used = codesInSources();
    expect(used.size).toBeGreaterThan(15);
    expect([...used, ...PREFERENCE_CODES].filter((code) => !(code in TRACE_CODES))).toEqual([]);
  });

  test("S15: messages are counted by the codes that make one, not by a code's prefix", () => {
    const codes = ["run.started", "message.made", "message.not_sent", "message.recalled", "run.completed"];
    expect(countMessages(codes.map((code) => [0, null, code, {}]))).toBe(2);
  });

  test.each(Object.keys(TRACE_CODES))("%s has a sentence for any values", (code) => {
    const sentence = describeTrace(code, {});
    expect(sentence).toMatch(/^[A-Z].*\.?$/);
    expect(sentence).not.toContain("undefined");
  });

  test("of a later release are shown as they are", () => {
    expect(describeTrace("future.thing", {})).toBe("future.thing");
  });
});
