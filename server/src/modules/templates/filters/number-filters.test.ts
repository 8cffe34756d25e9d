import { describe, expect, test } from "@jest/globals";
import { buildScope } from "../../../../test/support/template-scope.js";
import { compileText, renderText } from "../index.js";

const DATA = { zero: 0, one: 1, text: "abc", huge: "1e308", list: ["1e308", "1e308"], rows: [{ n: 2 }, { n: "x" }] };

function text(source: string): string {
  const compiled = compileText(source);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues));
  return renderText(compiled.template, buildScope({ data: DATA }));
}

const NO_NUMBERS = [
  ...["data.one | divided_by: data.zero", "data.zero | divided_by: data.zero", "data.one | modulo: data.zero"],
  ...["data.huge | times: 10", "data.list | sum", `${"9".repeat(400)} | plus: 0`],
  ...["data.huge | plus: data.huge", "'Infinity' | plus: 0", "'-Infinity' | abs"],
];

describe("F-list: NaN and Infinity", () => {
  test.each(NO_NUMBERS)("never appear through {{ %s }}", (expression) => {
    expect(text(`[{{ ${expression} }}]`)).toBe("[]");
    expect(text(`[{{ ${expression} | append: "" }}]`)).toBe("[]");
    expect(text(`{% assign n = ${expression} %}{% capture c %}{{ n }}{% endcapture %}[{{ c }}{{ n | json }}]`)).toMatch(
      /^\[(null)?\]$/,
    );
  });

  test("are not shown if a template names such a number", () => {
    expect(text(`[{{ ${"9".repeat(400)} }}]`)).toBe("[]");
  });

  test("count as nothing for `default`, number formats and arithmetic", () => {
    expect(text('{{ data.one | divided_by: data.zero | default: "none" }}')).toBe("none");
    expect(text("[{{ 1 | divided_by: 0 | format_number }}]")).toBe("[]");
    expect(text("[{{ 1 | modulo: 0 | currency }}]")).toBe("[]");
  });

  test("leave finite numbers unchanged", () => {
    expect(text("{{ 7 | divided_by: 2.0 }} {{ 7 | plus: '3' }} {{ data.rows | sum: 'n' }} {{ 4.6 | round }}")).toBe(
      "3.5 10 2 5",
    );
    expect(text("{{ -3 | abs }} {{ 3 | at_most: 2 }} {{ 7 | modulo: 4 }} {{ data.list.size }}")).toBe("3 2 3 2");
  });
});
