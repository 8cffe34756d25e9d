import { describe, expect, test } from "@jest/globals";
import { parseHtml, safeImageUrl, safeUrl, sanitizeHtml } from "./index.js";

describe("URLs", () => {
  test.each([
    "https://example.com/a?b#c",
    "HTTP://example.com",
    "mailto:a@example.com",
    "tel:+431234",
    "/documents/x:y",
    "./a",
    "?a=1:2",
    "#part",
    "page",
  ])("E-30: %s may be followed", (url) => {
    expect(safeUrl(url)).toBe(url);
  });

  test.each([
    "javascript:alert(1)",
    " JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "java\tscript:alert(1)",
    "\u0001javascript:alert(1)",
    "vbscript:x",
    "data:text/html,<script>alert(1)</script>",
    "blob:https://example.com/x",
    "file:///etc/passwd",
    "//evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "https://",
    "myapp://open",
    "http://user:pass@host/",
    "https://google.com@evil.example",
    "",
    null,
    undefined,
    5,
    { toString: () => "https://example.com" },
  ])("E-30, E-45: %j may not be followed", (url) => {
    expect(safeUrl(url)).toBeNull();
    expect(safeImageUrl(url)).toBeNull();
  });

  test("E-30: a host may add schemes, but none that runs or forges content", () => {
    expect(safeUrl("myapp://open", ["myapp"])).toBe("myapp://open");
    expect(safeUrl("javascript:alert(1)", ["javascript", "javascript:"])).toBeNull();
    expect(safeUrl("data:text/html,x", ["data"])).toBeNull();
  });
});

describe("HTML", () => {
  test("E-30: HTML of the server is unchanged", () => {
    const html =
      '<p><strong>Ada</strong> &amp; <em>co</em><br>said <a href="/x" title="t">this</a></p><ol start="3"><li>a</li></ol>';
    expect(sanitizeHtml(html)).toBe(
      '<p><strong>Ada</strong> &#38; <em>co</em><br>said <a href="/x" rel="noopener noreferrer nofollow" title="t">this</a></p><ol start="3"><li>a</li></ol>',
    );
  });

  test.each([
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<img src="javascript:alert(1)">',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    "<a href=javascript:alert(1)>x</a>",
    '<p onclick="alert(1)">x</p>',
    '<p style="background:url(javascript:alert(1))">x</p>',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><script>alert(1)</script>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<object data='javascript:alert(1)'></object>",
    "<form action='javascript:alert(1)'><button>x</button></form>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<p title='\"><script>alert(1)</script>'>x",
    "<a href='x' href='javascript:alert(1)' onmouseover=alert(1)>x</a>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<p/onclick=alert(1)>x",
    "<img/src=x/onerror=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<textarea><script>alert(1)</script></textarea>",
    "<plaintext><script>alert(1)</script>",
    "<\0script>alert(1)</script>",
  ])("E-30: no script in %s survives", (html) => {
    const tags: string[] = [];
    const attributes: [string, string][] = [];
    const walk = (nodes: ReturnType<typeof parseHtml>): void => {
      for (const node of nodes) {
        if (typeof node === "string") continue;
        tags.push(node.tag);
        attributes.push(...Object.entries(node.attributes));
        walk(node.children);
      }
    };
    walk(parseHtml(html));

    expect(tags.filter((tag) => !/^(p|a|img)$/.test(tag))).toEqual([]);
    for (const [name, value] of attributes) {
      expect(["href", "rel", "src", "alt", "title"]).toContain(name);
      expect(name === "href" || name === "src" ? value : "").not.toMatch(/script/i);
    }
  });

  test("hostile sizes and depths end quickly", () => {
    const startedAt = performance.now();
    parseHtml("<p>".repeat(50_000));
    parseHtml('<a "'.repeat(50_000));
    parseHtml(`<a ${"x=".repeat(50_000)}`);
    parseHtml("<!--".repeat(50_000));
    parseHtml("<script>".repeat(50_000));
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});
