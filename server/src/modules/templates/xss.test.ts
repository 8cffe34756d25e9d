import { describe, expect, test } from "@jest/globals";
import { type DefaultTreeAdapterTypes, parseFragment } from "parse5";
import { buildScope } from "../../../test/support/template-scope.js";
import { UNSAFE_URLS, XSS_CORPUS } from "../../../test/support/xss-corpus.js";
import { compileInAppTemplate, type FeedBlock, type InAppTemplate, renderInApp, safeUrl } from "./index.js";

type Node = DefaultTreeAdapterTypes.ChildNode;

const ALLOWED_TAGS = new Set(
  "p br strong em del code pre a ul ol li blockquote h1 h2 h3 h4 h5 h6 hr img #text".split(" "),
);
const ALLOWED_ATTRIBUTES = new Set(["a href", "a title", "a rel", "img src", "img alt", "img title", "ol start"]);
const ALLOWED_PROTOCOLS = new Set(["http:", "https:", "mailto:"]);
const OUR_HOST = "app.example";

/** Templates with one value in every possible position. */
const PLACES: readonly string[] = [
  "{{ data.x }}",
  "**{{ data.x }}** and _{{ data.x }}_",
  "# {{ data.x }}",
  "> {{ data.x }}",
  "- {{ data.x }}\n- b",
  "1. {{ data.x }}",
  "`{{ data.x }}`",
  "```{{ data.x }}\n{{ data.x }}\n```",
  "    {{ data.x }}",
  "[{{ data.x }}](/a)",
  "[a]({{ data.x }})",
  "[a](<{{ data.x }}>)",
  '[a](/b "{{ data.x }}")',
  "[a](/b?c={{ data.x }})",
  "[a][1]\n\n[1]: {{ data.x }}",
  "![{{ data.x }}](https://example.com/a.png)",
  "![a]({{ data.x }})",
  "![a](https://{{ data.x }})",
  "<{{ data.x }}>",
  "<a href='{{ data.x }}' title={{ data.x }}>b</a>",
  "<b {{ data.x }}>b</b>",
  "<{{ data.x }} onclick=a>b",
  "<img src={{ data.x }} onerror={{ data.x }}>",
  "<script>{{ data.x }}</script>",
  "<style>{{ data.x }}</style>",
  "<!-- {{ data.x }} -->",
  "<ol start={{ data.x }}><li>a</li></ol>",
  "java{{ data.x }}script:{{ data.x }}",
  "&{{ data.x }};&#{{ data.x }};&lt;{{ data.x }}",
  "\\{{ data.x }}",
  "{{ data.x | from_markdown }}",
  "a {{ data.x | from_markdown }} [b {{ data.x | from_markdown }}](/{{ data.x | from_markdown }})",
  "{{ data.x | from_markdown | append: '<script>' }}",
  "{% capture c %}<b>{{ data.x }}</b>{% endcapture %}{{ c }}",
  "{% assign c = data.x | append: '<script>' %}{% echo c %}{% cycle c, c %}",
  "{{ data.x | json }}{{ data.x | url_decode }}{{ data.x | escape_once }}{{ data.x | newline_to_br }}",
  "{{ data.x | strip_html }}{{ data.x | upcase }}{{ data.x | split: '' | join: '' }}",
];

function blocksOf(template: InAppTemplate, data: Record<string, string> = {}): FeedBlock[] {
  const compiled = compileInAppTemplate(template);
  return compiled.ok ? renderInApp(compiled.template, buildScope({ data })) : [];
}

function htmlOf(markdown: string, x = ""): string {
  const [body] = blocksOf({ markdown }, { x });
  return body?.kind === "markdown" ? body.html : "";
}

/** The dangerous elements and attributes that a browser would find in the HTML. */
function dangersIn(html: string): string[] {
  return parseFragment(html).childNodes.flatMap(dangersOf);
}

function dangersOf(node: Node): string[] {
  const dangers = ALLOWED_TAGS.has(node.nodeName) ? [] : [`<${node.nodeName}>`];
  if (!("tagName" in node)) return dangers;

  for (const { name, value } of node.attrs) {
    if (!ALLOWED_ATTRIBUTES.has(`${node.tagName} ${name}`)) dangers.push(`${node.tagName} ${name}`);
    if (name === "href" && !isHarmlessUrl(value)) dangers.push(`href ${value}`);
    if (name === "src" && !value.startsWith("https://")) dangers.push(`src ${value}`);
  }
  return [...dangers, ...node.childNodes.flatMap(dangersOf)];
}

/** As a browser parses it, also if another program decoded its entities before. Relative URLs stay on our host. */
function isHarmlessUrl(url: string): boolean {
  const readings = [url, textOf(url), decodeURIComponent(url.replace(/%(?![0-9a-f]{2})/gi, "%25"))];
  return readings.slice(0, 2).every((reading) => {
    const { protocol, host } = new URL(reading, `https://${OUR_HOST}/feed`);
    const isAbsolute = /^[a-z][a-z0-9+.-]*:/i.test(reading);
    return ALLOWED_PROTOCOLS.has(protocol) && (isAbsolute || host === OUR_HOST);
  });
}

function textOf(html: string): string {
  const read = (node: Node): string =>
    "value" in node ? node.value : "childNodes" in node ? node.childNodes.map(read).join("") : "";
  return parseFragment(html).childNodes.map(read).join("");
}

test("the corpus is as large as promised", () => {
  expect(new Set(XSS_CORPUS).size).toBeGreaterThanOrEqual(100);
});

describe("hostile data", () => {
  test.each(PLACES)("is harmless in %j", (markdown) => {
    for (const attack of XSS_CORPUS) {
      expect({ attack, dangers: dangersIn(htmlOf(markdown, attack)) }).toEqual({ attack, dangers: [] });
    }
  });

  test("creates no element at all in text", () => {
    for (const attack of XSS_CORPUS) {
      const html = htmlOf("{{ data.x }}", attack);
      const inner = html.slice("<p>".length, -"</p>".length).replaceAll("<br />", "");
      expect(inner).not.toMatch(/[<>]/);
    }
  });

  test("is shown as typed", () => {
    for (const attack of XSS_CORPUS) {
      const shown = textOf(htmlOf("`{{ data.x }}`", attack));
      // An HTML parser normalises carriage returns, and Postgres stores neither NUL nor lone surrogates.
      expect(shown).toBe(
        attack
          .replaceAll("\0", "")
          .replace(/\r\n?/g, "\n")
          .replace(/\p{Cs}/gu, "\uFFFD"),
      );
    }
  });
});

describe("hostile templates", () => {
  test("yield no executable HTML", () => {
    for (const attack of XSS_CORPUS) {
      for (const markdown of [
        attack,
        `a **${attack}** b`,
        `# ${attack}`,
        `[x](${attack})`,
        `\`\`\`\n${attack}\n\`\`\``,
      ]) {
        expect({ markdown, dangers: dangersIn(htmlOf(markdown, attack)) }).toEqual({ markdown, dangers: [] });
      }
    }
  });

  test("cannot use the placeholders of values", () => {
    expect(htmlOf("&#xFDD0;&#xFDD2;Z \uFDD0\uFDD2Z {{ data.x }}", "<b>")).not.toContain("<b>");
  });
});

describe("URLs", () => {
  test.each(UNSAFE_URLS)("%j is dropped", (url) => {
    expect(safeUrl(url)).toBeNull();
    const button = { name: "primary", label: "x", action: "{{ data.url }}" };
    expect(blocksOf({ text: "x", actionUrl: "{{ data.url }}", buttons: [button] }, { url })).toHaveLength(1);
  });

  test("every accepted URL is harmless in a browser", () => {
    for (const attack of XSS_CORPUS) {
      const url = safeUrl(attack);
      if (url !== null) expect({ attack, isHarmless: isHarmlessUrl(url) }).toEqual({ attack, isHarmless: true });
    }
  });

  test.each([
    ["/documents/1?a=b&c=d:e#f", "/documents/1?a=b&c=d:e#f"],
    ["https://example.com", "https://example.com"],
    [" HTTPS://example.com/ä b ", "HTTPS://example.com/ä%20b"],
    ["mailto:a@example.com?subject=x", "mailto:a@example.com?subject=x"],
    ["documents/1", "documents/1"],
    ["../a", "../a"],
    ["?a=b:c", "?a=b:c"],
    ["#top", "#top"],
    ["/a'\"<>`\\", "/a%27%22%3C%3E%60%5C"],
  ])("%j stays as %j", (url, expected) => {
    expect(safeUrl(url)).toBe(expected);
  });

  test.each(["", " ", "https://", "https:///x", "mailto:", `/${"x".repeat(8192)}`])("%j is no URL", (url) => {
    expect(safeUrl(url)).toBeNull();
  });
});
