import { describe, expect, test } from "@jest/globals";
import { buildScope } from "../../../../test/support/template-scope.js";
import type { Json } from "../../../platform/json.js";
import { compileInAppTemplate, type InAppTemplate, type RenderedInApp, renderWithLeftOut } from "../index.js";

function render(template: InAppTemplate, data: Record<string, Json> = {}, schemes: string[] = []): RenderedInApp {
  const compiled = compileInAppTemplate(template, { schemes, areLiteralsChecked: false });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues));
  return renderWithLeftOut(compiled.template, buildScope({ data }));
}

function codes(template: InAppTemplate, schemes: string[] = []): string[] {
  const compiled = compileInAppTemplate(template, { schemes, areLiteralsChecked: true });
  return compiled.ok ? [] : compiled.issues.map(({ path, code }) => `${path.join(".")} ${code}`);
}

const leftOut = (...args: Parameters<typeof render>): string[] =>
  render(...args).leftOut.map(({ what, field, reason, count }) => `${what} ${field} ${reason} ${count}`);

describe("F7: the schemes of links", () => {
  test.each(["tel:+431234", "TEL:1", "mailto:a@example.com", "https://a.example", "/a", "?a=1", "#a"])(
    "F7: %s is always allowed",
    (url) => {
      expect(codes({ text: "x", actionUrl: url, buttons: [{ name: "a", label: "A", action: url }] })).toEqual([]);
      const { blocks, leftOut } = render(
        { markdown: `[x](${url}) [y]({{ data.url }})`, actionUrl: "{{ url }}" },
        { url },
      );
      expect(leftOut).toEqual([]);
      expect(JSON.stringify(blocks).match(/href=/g)).toHaveLength(2);
      expect(blocks[1]).toMatchObject({ name: "action_url" });
    },
  );

  test("F7: a scheme of the environment is allowed as a literal, from data and in texts of users; without the setting nowhere", () => {
    const template = {
      markdown: "[a](myapp://x) [b]({{ data.url }}) {{ data.text | from_markdown }} <a href='myapp:y'>c</a>",
      actionUrl: "{{ data.url }}",
      buttons: [{ name: "a", label: "A", action: "myapp://x" }],
    };
    const data = { url: "MyApp://y", text: "[c](myapp://z)" };
    const allowed = render(template, data, ["myapp"]);
    expect(allowed.leftOut).toEqual([]);
    expect(JSON.stringify(allowed.blocks).match(/href=/g)).toHaveLength(4);
    expect(allowed.blocks.map((block) => block.name)).toEqual(["body", "action_url", "actions"]);
    expect(codes(template, ["myapp"])).toEqual([]);

    const refused = render(template, data);
    expect(JSON.stringify(refused.blocks)).not.toMatch(/href|myapp/i);
    expect(refused.leftOut).toEqual([
      { field: "markdown", what: "link", reason: "scheme_not_allowed", count: 4, value: "myapp://x" },
      { field: "actionUrl", what: "link", reason: "scheme_not_allowed", count: 1, value: "MyApp://y" },
      { field: "buttons.0.action", what: "button", reason: "scheme_not_allowed", count: 1, value: "myapp://x" },
    ]);
    expect(codes(template)).toEqual(["buttons.0.action unsafe_url"]);
  });

  test.each(["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "blob:x"])(
    "F7: %s is refused even if it is set",
    (url) => {
      const schemes = ["javascript", "data", "vbscript", "file", "blob"];
      expect(codes({ text: "x", actionUrl: url }, schemes)).toEqual(["actionUrl unsafe_url"]);
      const { blocks } = render({ markdown: `[x](${url}) [y]({{ url }})`, actionUrl: "{{ url }}" }, { url }, schemes);
      expect(JSON.stringify(blocks)).not.toMatch(/href|action_url/);
    },
  );
});

describe("F7: removed links are reported, with field and reason:", () => {
  const buttons = (label: string, action: string): InAppTemplate["buttons"] => [{ name: "a", label, action }];

  test.each<[string, InAppTemplate, Record<string, Json>, string[]]>([
    ["a click without a URL", { text: "x", actionUrl: "{{ data.url }}" }, {}, ["link actionUrl empty 1"]],
    [
      "a click to two slashes",
      { text: "x", actionUrl: "{{ u }}" },
      { u: "//e" },
      ["link actionUrl protocol_relative 1"],
    ],
    [
      "a click with a password",
      { text: "x", actionUrl: "{{ u }}" },
      { u: "https://a:b@c" },
      ["link actionUrl credentials 1"],
    ],
    [
      "a click too long",
      { text: "x", actionUrl: "{{ u }}" },
      { u: `/${"a".repeat(9000)}` },
      ["link actionUrl too_long 1"],
    ],
    ["a line break", { text: "x", actionUrl: "{{ u }}" }, { u: "/a\nb" }, ["link actionUrl control_characters 1"]],
    [
      "a button without words",
      { text: "x", buttons: buttons("{{ l }}", "/a") },
      {},
      ["button buttons.0.label empty_label 1"],
    ],
    ["a button to nowhere", { text: "x", buttons: buttons("A", "{{ u }}") }, {}, ["button buttons.0.action empty 1"]],
    [
      "links, once for all",
      { markdown: "[a]({{u}}) [b]({{u}})" },
      { u: "ftp://x" },
      ["link markdown scheme_not_allowed 2"],
    ],
    ["an image by http", { markdown: "![a]({{ u }})" }, { u: "http://x/a.png" }, ["image markdown not_https 1"]],
    ["an image of nothing", { markdown: "![a]({{ u }})" }, {}, ["image markdown empty 1"]],
    ["HTML", { markdown: "<table><tr><td>x</td></tr></table>" }, {}, ["html markdown not_allowed 3"]],
    ["a script", { markdown: "a <script>alert(1)</script>" }, {}, ["html markdown not_allowed 1"]],
    ["a handler", { markdown: '<p onclick="x">a</p>' }, {}, ["html markdown not_allowed 1"]],
    [
      "another's image",
      { markdown: "{{ t | from_markdown }}" },
      { t: "![a](https://x)" },
      ["image markdown image_in_data 1"],
    ],
    [
      "another's link",
      { markdown: "{{ t | from_markdown }}" },
      { t: "[a](ftp://x)" },
      ["link markdown scheme_not_allowed 1"],
    ],
    ["another's HTML", { markdown: "{{ t | from_markdown }}" }, { t: "<u>a</u>" }, ["html markdown not_allowed 1"]],
    [
      "a long text",
      { markdown: "{{ t | from_markdown }}" },
      { t: "*a* ".repeat(3000) },
      ["html markdown markdown_too_long 1"],
    ],
    [
      "a deep text",
      { markdown: "{{ t | from_markdown }}" },
      { t: ">".repeat(60) },
      ["html markdown markdown_too_deep 1"],
    ],
    ["half a character", { text: "{{ t }}" }, { t: "a\ud800" }, ["text text not_storable 1"]],
    ["a value in place of a missing one", { text: "{{ data.x | default: 'y' }}" }, {}, []],
    ["what is escaped and stays", { markdown: "{{ t }}" }, { t: "<script>x</script> ![a](http://x)" }, []],
  ])("%s", (_name, template, data, expected) => {
    expect(leftOut(template, data)).toEqual(expected);
  });

  test("F7: they are reported per recipient, although shared parts are rendered once, and the list is bounded", () => {
    const template = {
      markdown: `${"[a](ftp://x) ![b](http://y) <u>c</u> ".repeat(100)}`,
      actionUrl: "{{ data.url }}",
    };
    const compiled = compileInAppTemplate(template);
    if (!compiled.ok) throw new Error("The template does not compile.");
    const scope = buildScope({ data: { url: `ftp://${"x".repeat(5000)}` } });
    const [first, second] = [1, 2].map(() => renderWithLeftOut(compiled.template, scope).leftOut);
    expect(first).toEqual(second);
    expect(first?.map(({ count }) => count).sort()).toEqual([1, 100, 100, 100].sort());
    expect(JSON.stringify(first).length).toBeLessThan(800);
  });
});
