import { expect, test } from "@jest/globals";
import { htmlText } from "./html-text.js";

test("the text of HTML contains its words, its lists and its links", () => {
  const html = `<head><title>x</title><style>p{}</style></head><h1>Hi  Ada</h1><p>One<br />two &amp; &lt;three&gt; &#39;</p>
    <ul><li>a</li><li><a href="https://a.example/?x=1&amp;y=2">b</a></li></ul><a href="https://c.example">https://c.example</a>`;
  expect(htmlText(html)).toBe(
    "Hi Ada\n\nOne\ntwo & <three> '\n\n- a\n\n- b (https://a.example/?x=1&y=2)\n\nhttps://c.example",
  );
});

test("unclosed markup ends, and lone surrogates are replaced", () => {
  expect(htmlText("a < b <p")).toBe("a < b <p");
  expect(htmlText("&#xD800;&#0;&unknown;<script>alert(1)</script>")).toBe("\uFFFD\uFFFD&unknown;");
});
