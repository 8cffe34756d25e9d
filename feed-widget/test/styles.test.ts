import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";

const css = readFileSync(path.join(import.meta.dirname, "../src/styles.css"), "utf8");

/** The declarations in the block of that selector. */
function declarations(selector: string): string[] {
  const [, block = ""] = css.split(`${selector} {`);
  return (block.split("}")[0] ?? "").split(";").flatMap((each) => each.trim() || []);
}

test("the system theme in dark mode equals the dark theme", () => {
  const dark = declarations(':where(.carillon[data-theme="dark"])');
  expect(dark).toContain("color-scheme: dark");
  expect(declarations(':where(.carillon[data-theme="auto"])')).toEqual(dark);
});

test("emphasis does not slant scripts without italics", () => {
  const [, rule = ""] = /:where\(([^{}]*:lang\(ja\)[^{}]*)\) \{\s*font-style: normal;/.exec(css) ?? [];
  expect(rule).toContain(":dir(rtl) em");
  expect(rule).toContain(":lang(zh)");
  expect(rule).toContain(":lang(ko)");
});
