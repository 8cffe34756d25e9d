import { describe, expect, test } from "@jest/globals";
import { buildScope } from "../../../../test/support/template-scope.js";
import { engine } from "../liquid-engine.js";
import { compileText, renderText } from "../text-template.js";
import { FILTER_WORDS } from "./filter-words.js";

describe("the words about filters", () => {
  test("are about each filter of the engine, and no other", () => {
    expect(Object.keys(FILTER_WORDS).sort()).toEqual(Object.keys(engine.filters).sort());
  });

  test.each(Object.entries(FILTER_WORDS))("give an example of %s that prints what they say", (_name, words) => {
    const compiled = compileText(words.example);
    if (!compiled.ok) throw new Error(words.example);
    expect(renderText(compiled.template, buildScope())).toBe(words.prints);
    expect(words.description).toMatch(/\.$/);
  });
});
