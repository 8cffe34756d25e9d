import { describe, expect, test } from "@jest/globals";
import { buildScope } from "../../../../test/support/template-scope.js";
import { compileInAppTemplate, renderInApp } from "../index.js";

function htmlOf(markdown: string, data: Record<string, string> = {}): string {
  const compiled = compileInAppTemplate({ markdown });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues));
  const [body] = renderInApp(compiled.template, buildScope({ data }));
  return body?.kind === "markdown" ? body.html : "";
}

describe("F13: emphasis next to CJK punctuation", () => {
  test.each([
    ["**「設計」**を更新しました", "<p><strong>「設計」</strong>を更新しました</p>"],
    ["今日は**『設計』**を", "<p>今日は<strong>『設計』</strong>を</p>"],
    ["**終わり。**次", "<p><strong>終わり。</strong>次</p>"],
    ["前、**「a」**、後", "<p>前、<strong>「a」</strong>、後</p>"],
    ["*（注）*です", "<p><em>（注）</em>です</p>"],
    ["**(a)**を", "<p><strong>(a)</strong>を</p>"],
    ["你**“好”**世界", "<p>你<strong>“好”</strong>世界</p>"],
    ["~~「a」~~を", "<p><del>「a」</del>を</p>"],
    ["**스크립트(script)**라고", "<p><strong>스크립트(script)</strong>라고</p>"],
    ["***「a」***を", "<p><em><strong>「a」</strong></em>を</p>"],
    ["__「a」__、後", "<p><strong>「a」</strong>、後</p>"],
    ["**𠮷。**𠮷", "<p><strong>𠮷。</strong>𠮷</p>"],
    ["`**「a」**を`", "<p><code>**「a」**を</code></p>"],
    ["\\*\\*「a」を", "<p>**「a」を</p>"],
    ["* 「a」\n* b", "<ul>\n<li>「a」</li>\n<li>b</li>\n</ul>"],
    ["a * b ** c", "<p>a * b ** c</p>"],
  ])("%s", (markdown, html) => {
    expect(htmlOf(markdown)).toBe(html);
    expect(htmlOf("{{ data.x | from_markdown }}", { x: markdown })).toBe(html);
  });

  test("with data between the marks", () => {
    const html = "<p><strong>「設計」</strong>を更新しました</p>";
    expect(htmlOf("**「{{ data.x }}」**を更新しました", { x: "設計" })).toBe(html);
    expect(htmlOf("**{{ data.x }}。**{{ data.y }}", { x: "終", y: "次" })).toBe("<p><strong>終。</strong>次</p>");
  });
});
