import { describe, expect, test } from "@jest/globals";
import { buildScope } from "../../../test/support/template-scope.js";
import {
  compileInAppTemplate,
  type CompiledInAppTemplate,
  type InAppTemplate,
  renderInApp,
  TemplateError,
} from "./index.js";

function compiled(template: InAppTemplate): CompiledInAppTemplate {
  const result = compileInAppTemplate(template);
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result.template;
}

function html(markdown: string, parts: Parameters<typeof buildScope>[0] = {}): string {
  const [body] = renderInApp(compiled({ markdown }), buildScope(parts));
  return body?.kind === "markdown" ? body.html : "";
}

function issuesOf(template: InAppTemplate): string[] {
  const result = compileInAppTemplate(template);
  return result.ok ? [] : result.issues.map((issue) => `${issue.path.join(".")} ${issue.code}`);
}

function errorOf(run: () => unknown): TemplateError {
  try {
    run();
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error("Nothing was thrown.");
}

describe("blocks", () => {
  test("the example of the documentation gives body, action URL and buttons", () => {
    const template = compiled({
      markdown:
        "**{{ actor.name }}** left {{ total_activities }} {{ total_activities | pluralize: 'comment', 'comments' }} on {{ data.document }}",
      actionUrl: "/documents/{{ data.documentId }}",
      buttons: [{ name: "primary", label: "Open", action: "/documents/{{ data.documentId }}" }],
    });

    expect(renderInApp(template, buildScope({ totalActivities: 3 }))).toEqual([
      { kind: "markdown", name: "body", html: "<p><strong>Bob</strong> left 3 comments on Plan</p>" },
      { kind: "text", name: "action_url", text: "/documents/d1" },
      { kind: "buttons", name: "actions", buttons: [{ name: "primary", label: "Open", action: "/documents/d1" }] },
    ]);
  });

  test("a plain text body is not escaped and not parsed", () => {
    const template = compiled({ text: "*{{ data.document }}* & more" });
    expect(renderInApp(template, buildScope({ data: { document: "<b>" } }))).toEqual([
      { kind: "text", name: "body", text: "*<b>* & more" },
    ]);
  });

  test.each(["", "javascript:alert(1)", "//evil.example", " \tjava\nscript:x"])(
    "an action URL that renders to %j removes its block",
    (url) => {
      const template = compiled({
        text: "x",
        actionUrl: "{{ data.url }}",
        buttons: [{ name: "primary", label: "Open", action: "{{ data.url }}" }],
      });
      expect(renderInApp(template, buildScope({ data: { url } }))).toEqual([{ kind: "text", name: "body", text: "x" }]);
    },
  );

  test("a button without a label is removed and the other stays", () => {
    const template = compiled({
      text: "x",
      buttons: [
        { name: "primary", label: "{{ data.nothing }} ", action: "/a" },
        { name: "secondary", label: "Later", action: "/b" },
      ],
    });
    expect(renderInApp(template, buildScope())[1]).toEqual({
      kind: "buttons",
      name: "actions",
      buttons: [{ name: "secondary", label: "Later", action: "/b" }],
    });
  });

  test("top-level keys of data can be read directly and never hide a name of the scope", () => {
    const data = { document: "Plan", recipient: { name: "Mallory" }, total_activities: 99 };
    expect(html("{{ document }} {{ recipient.name }} {{ total_activities }}", { data })).toBe("<p>Plan Ann 1</p>");
    expect(html("{{ tenant.name }}|{{ data.recipient.name }}", { data: { ...data, tenant: { name: "x" } } })).toBe(
      "<p>|Mallory</p>",
    );
  });
});

describe("values in markdown", () => {
  test.each([
    ["O'Brien <b>", "O&#39;Brien &lt;b&gt;"],
    ["5 * 3 * 2", "5 * 3 * 2"],
    ["a_b_c _d_ __e__", "a_b_c _d_ __e__"],
    ["**bold** ~~gone~~ `code`", "**bold** ~~gone~~ `code`"],
    ["# not a heading", "# not a heading"],
    ["1. not a list", "1. not a list"],
    ["[link](https://evil.example)", "[link](https://evil.example)"],
    ["![image](https://evil.example/x.png)", "![image](https://evil.example/x.png)"],
    ["https://example.com/a?b=1&c=2", "https://example.com/a?b=1&amp;c=2"],
    ["\\*escaped\\*", "\\*escaped\\*"],
    ["&lt;b&gt; &amp;", "&amp;lt;b&amp;gt; &amp;amp;"],
    ["👩‍👩‍👧 ünï 漢字", "👩‍👩‍👧 ünï 漢字"],
    ["two\n\nlines", "two<br /><br />lines"],
    ["NUL\0 and \ud83d half", "NUL and \uFFFD half"],
  ])("%j is shown exactly as typed", (value, shown) => {
    expect(html("{{ data.value }}", { data: { value } })).toBe(`<p>${shown}</p>`);
    expect(html("**{{ data.value }}**", { data: { value } })).toBe(`<p><strong>${shown}</strong></p>`);
    expect(html("- {{ data.value }}", { data: { value } })).toBe(`<ul>\n<li>${shown}</li>\n</ul>`);
  });

  test("a value in code keeps its line breaks and its characters", () => {
    expect(html("`{{ data.value }}`", { data: { value: "a*b*\n<i>" } })).toBe("<p><code>a*b*\n&lt;i&gt;</code></p>");
    expect(html("```\n{{ data.value }}\n```", { data: { value: "a\n```\nb" } })).toBe(
      "<pre><code>a\n```\nb\n</code></pre>",
    );
  });

  test("the author's formatting does not depend on the values", () => {
    expect(html("{{ data.a }}_{{ data.b }}_{{ data.c }}", { data: { a: "x", b: "y", c: "z" } })).toBe("<p>x_y_z</p>");
    expect(html("_{{ data.a }}_ and *{{ data.b }}*", { data: { a: " x ", b: "*" } })).toBe(
      "<p><em> x </em> and <em>*</em></p>",
    );
  });

  test("links accept values in their URL, title and text", () => {
    const markdown = '[{{ data.name }}](/d/{{ data.id }}?a=1&b={{ data.b }} "{{ data.name }}")';
    const data = { name: '"><i>', id: "7", b: '"x" y' };
    expect(html(markdown, { data })).toBe(
      '<p><a href="/d/7?a=1&amp;b=%22x%22%20y" title="&quot;&gt;&lt;i&gt;" rel="noopener noreferrer nofollow">&quot;&gt;&lt;i&gt;</a></p>',
    );
  });

  test("a link with an unsafe URL keeps its text only", () => {
    expect(html("[x]({{ data.url }})", { data: { url: "javascript:alert(1)" } })).toBe(
      '<p><a rel="noopener noreferrer nofollow">x</a></p>',
    );
    expect(html("[x](java{{ data.url }})", { data: { url: "script:alert(1)" } })).not.toContain("href");
    expect(html("[x](/{{ data.url }})", { data: { url: "/evil.example" } })).not.toContain("href");
  });

  test("images are shown over https only", () => {
    expect(html("![a]({{ data.url }})", { data: { url: "https://example.com/a.png" } })).toBe(
      '<p><img src="https://example.com/a.png" alt="a" /></p>',
    );
    expect(html("![a]({{ data.url }})", { data: { url: "http://example.com/a.png" } })).toBe('<p><img alt="a" /></p>');
  });

  test("a value used as a list number by the author works", () => {
    const activities = [{ text: "one" }, { text: "two" }];
    const markdown = "{% for a in activities %}{{ forloop.index }}. {{ a.text }}\n{% endfor %}";
    expect(html(markdown, { activities })).toBe("<ol>\n<li>one</li>\n<li>two</li>\n</ol>");
  });

  test("captured, echoed and cycled values are text too", () => {
    const data = { value: "<b>*x*" };
    const shown = "&lt;b&gt;*x*";
    expect(html("{% capture c %}{{ data.value }}{% endcapture %}{{ c }}", { data })).toBe(`<p>${shown}</p>`);
    expect(html("{% echo data.value %} {% cycle data.value, 'b' %}", { data })).toBe(`<p>${shown} ${shown}</p>`);
    expect(html("{% liquid\n assign x = data.value\n echo x\n%}", { data })).toBe(`<p>${shown}</p>`);
  });

  test("lists are joined and objects are shown as JSON", () => {
    expect(html("{{ data.list }} {{ data.object }}", { data: { list: [1, "a"], object: { a: 1 } } })).toBe(
      "<p>1a {&quot;a&quot;:1}</p>",
    );
  });

  test("only the scope's own values can be read", () => {
    const markdown =
      "{{ data.constructor }}{{ data.__proto__ }}{{ data.toString }}{{ constructor.name }}{{ data['constructor']['constructor'] }}";
    expect(html(markdown)).toBe("<p></p>");
  });
});

describe("the author's markup", () => {
  test("headings, lists, quotes, code, rules and line breaks are kept", () => {
    expect(html("# A\n\n> b\n\n- c\n\n---\n\nd  \ne ~~f~~")).toBe(
      "<h1>A</h1>\n<blockquote>\n<p>b</p>\n</blockquote>\n<ul>\n<li>c</li>\n</ul>\n<hr />\n<p>d<br />e <del>f</del></p>",
    );
  });

  test("HTML is reduced to the allow-list", () => {
    expect(html('<b onclick="x()">a</b> <span style="x">b</span> <script>c</script>')).toBe(
      "<p><strong>a</strong> b </p>",
    );
  });

  test("bare web URLs become links; tables and e-mail addresses stay as typed", () => {
    expect(html("see https://example.com/a")).toBe(
      '<p>see <a href="https://example.com/a" rel="noopener noreferrer nofollow">https://example.com/a</a></p>',
    );
    expect(html("a@example.com")).toBe("<p>a@example.com</p>");
    expect(html("| a |\n| - |\n| b |")).not.toContain("<table");
  });
});

describe("from_markdown", () => {
  test("gives its own paragraphs if alone, inline markup within a line, and the source in code and URLs", () => {
    const data = { text: "**a**\n\n- b" };
    expect(html("{{ data.text | from_markdown }}", { data })).toBe(
      "<p><strong>a</strong></p>\n<ul>\n<li>b</li>\n</ul>",
    );
    expect(html("> said: {{ data.text | from_markdown }}", { data: { text: "**a**" } })).toContain(
      "<p>said: <strong>a</strong></p>",
    );
    expect(html("`{{ data.text | from_markdown }}`", { data: { text: "**a**" } })).toBe("<p><code>**a**</code></p>");
  });

  test("contains no image, no unsafe link and no other markup", () => {
    const text = "![pixel](https://evil.example/x.png) [x](javascript:alert(1)) <img src=x onerror=y>";
    expect(html("{{ data.text | from_markdown }}", { data: { text } })).toBe(
      '<p>pixel <a rel="noopener noreferrer nofollow">x</a> </p>',
    );
  });

  test("shows text that is too long or too deep to parse as plain text", () => {
    expect(html("{{ data.text | from_markdown }}", { data: { text: "*a* ".repeat(5000) } })).toContain("*a* *a*");
    expect(html("{{ data.text | from_markdown }}", { data: { text: ">".repeat(8000) } })).toContain("&gt;&gt;");
  });
});

describe("compiling", () => {
  test("reports each field that does not parse, with line and column", () => {
    const result = compileInAppTemplate({
      markdown: "a\n{{ x | nope }}",
      actionUrl: "{% if %}",
      buttons: [{ name: "primary", label: "{{ 'x }}", action: "{% render 'x' %}" }],
    });
    expect(result.ok ? [] : result.issues).toEqual([
      { path: ["markdown"], code: "invalid_template", message: "Line 2, column 1: undefined filter: nope." },
      { path: ["actionUrl"], code: "invalid_template", message: expect.stringContaining("Line 1, column 6") },
      { path: ["buttons", "0", "label"], code: "invalid_template", message: expect.stringContaining("Line 1") },
      {
        path: ["buttons", "0", "action"],
        code: "invalid_template",
        message: 'Line 1, column 1: tag "render" not found.',
      },
    ]);
  });

  test.each([
    "{% include 'x' %}",
    "{% layout 'x' %}",
    "{% render 'x' %}",
    "{% block x %}{% endblock %}",
    "{% increment x %}",
    "{% tablerow a in b %}{% endtablerow %}",
    "{{ x | raw }}",
    "{{ x | where_exp: 'a', 'recipient.name' }}",
    "{{ x | sample }}",
    "{{ x | date_to_string }}",
    "{{ ",
    "{% if x %}",
  ])("refuses %s", (markdown) => {
    expect(issuesOf({ markdown })).toEqual(["markdown invalid_template"]);
  });

  test("refuses templates that nest too deeply to be parsed", () => {
    expect(issuesOf({ markdown: "{% if x %}".repeat(4900) })).toEqual(["markdown invalid_template"]);
  });

  test("refuses values that are no template", () => {
    expect(issuesOf({})).toEqual(["markdown required"]);
    expect(issuesOf({ markdown: "a", text: "b" })).toEqual(["text conflict"]);
    expect(issuesOf({ text: "x".repeat(65_537) })).toEqual(["text too_long"]);
    const button = { name: "primary", label: "a", action: "/" };
    expect(issuesOf({ text: "a", buttons: [button, button, button] })).toEqual([
      "buttons too_many",
      "buttons.1.name duplicate",
      "buttons.2.name duplicate",
    ]);
    expect(issuesOf({ text: "a", actionUrl: "javascript:x", buttons: [{ ...button, action: "//x.example" }] })).toEqual(
      ["actionUrl unsafe_url", "buttons.0.action unsafe_url"],
    );
  });
});

describe("limits", () => {
  const million = { list: Array.from({ length: 1500 }, (_, index) => index), big: "x".repeat(200_000) };

  test.each([
    ["nested loops", "{% for a in data.list %}{% for b in data.list %}.{% endfor %}{% endfor %}", "too_much_work"],
    ["empty loops", "{% for a in (1..100000) %}{% endfor %}", "too_much_work"],
    ["a huge range", "{% for a in (1..1000000000) %}.{% endfor %}", "too_much_memory"],
    ["doubling", `{% assign s = data.big %}${"{% assign s = s | append: s %}".repeat(40)}`, "too_much_work"],
    [
      "doubling by capture",
      `${"{% capture s %}{{ s }}{{ s }}x{% endcapture %}".repeat(40)}{{ s }}`,
      "output_too_large",
    ],
    ["much output", "{{ data.big }}{{ data.big }}", "output_too_large"],
    ["much output again and again", "{{ data }}".repeat(5000), "output_too_large"],
    ["much text", `{% for a in (1..5000) %}${"x".repeat(1000)}{% endfor %}`, "output_too_large"],
    ["much escaping", "{{ data.big | replace: 'x', '<' }}", "output_too_large"],
  ])("%s end in an error quickly", (_, markdown, code) => {
    const template = compiled({ markdown });
    const scope = buildScope({ data: million });
    const error = errorOf(() => renderInApp(template, scope));

    expect(error.code).toBe(code);
    expect(error.path).toEqual(["markdown"]);
  });

  test("expensive filters are stopped by their work", () => {
    const template = compiled({ text: "{% for a in (1..9000) %}{{ data.big | sha256 | size }}{% endfor %}" });
    const error = errorOf(() => renderInApp(template, buildScope({ data: million })));
    expect(error.code).toBe("too_much_work");
  });

  test("templates that nest too deeply fail with their path", () => {
    const depth = 3000;
    const result = compileInAppTemplate({ text: "{% if true %}".repeat(depth) + "x" + "{% endif %}".repeat(depth) });
    if (!result.ok) {
      expect(result.issues[0]?.path).toEqual(["text"]);
      return;
    }
    expect(errorOf(() => renderInApp(result.template, buildScope())).path).toEqual(["text"]);
  });

  test("a failed rendering fails again, and others continue", () => {
    const template = compiled({
      markdown: "{% for a in data.list %}{% for b in data.list %}.{% endfor %}{% endfor %}",
    });
    for (let round = 0; round < 3; round += 1) {
      expect(errorOf(() => renderInApp(template, buildScope({ data: million }))).path).toEqual(["markdown"]);
    }
    expect(renderInApp(template, buildScope({ data: { list: [1] } }))).toEqual([
      { kind: "markdown", name: "body", html: "<p>.</p>" },
    ]);
  });
});
