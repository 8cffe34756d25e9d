import { expect, test } from "@jest/globals";
import { recipientRef } from "../src/components/log/search.js";
import { durationWords, relativeWords, withLocalTimes } from "../src/components/facts/time-words.js";
import { textOfHtml } from "../src/pages/messages/content/text-of-html.js";
import { comparisonsOf, layerOf } from "../src/pages/runs/decision-values.js";

test.each([
  ["<p>Hello <strong>Ada</strong></p>", "Hello Ada"],
  ["<p>one</p><p>two<br>three</p>", "one\ntwo\nthree"],
  ["&lt;b&gt; &amp;amp; &#39;x&#x27; &nosuch; &#99999999;", "<b> &amp; 'x' &nosuch; &#99999999;"],
  ["<img src=x onerror=alert(1)>", ""],
  ["", ""],
])("the words of %j are %j", (html, words) => {
  expect(textOfHtml(html)).toBe(words);
});

test("times are said as people say them", () => {
  const now = Date.parse("2026-03-01T12:00:00.000Z");
  expect(relativeWords("2026-03-01T11:55:10.000Z", now)).toBe("4m ago");
  expect(relativeWords("2026-03-01T14:30:00.000Z", now)).toBe("in 2h");
  expect(relativeWords("2026-03-01T12:00:00.000Z", now)).toBe("now");
  expect([0, 850, 3200, 300_000, 5_400_000, 190_800_000].map(durationWords)).toEqual([
    ...["0 ms", "850 ms", "3.2 s", "5 min", "1 h 30 min", "2 d 5 h"],
  ]);
});

test("instants in sentences are shown in the reader's zone", () => {
  const words = withLocalTimes("The run waits until 2026-03-01T12:00:00.000Z.");
  expect(words).not.toContain("T12:00");
  expect(words).toMatch(/^The run waits until .*2026.*\.$/);
});

test("a recipient is typed as a user's id, or as collection and id of an object", () => {
  expect(recipientRef("ada")).toEqual({ userId: "ada" });
  expect(recipientRef("docs/plan/2")).toEqual({ object: { collection: "docs", objectId: "plan/2" } });
  expect(recipientRef("/x")).toEqual({ userId: "/x" });
});

test("values of decisions are read, whatever they hold", () => {
  const comparisons = [
    { variable: "data.n", operator: "greater_than", expected: 1, actual: null, isMet: false },
    7,
    null,
  ];
  expect(comparisonsOf({ comparisons })).toEqual([
    { variable: "data.n", operator: "greater than", expected: "1", actual: "null", isMet: false },
  ]);
  expect(comparisonsOf({ comparisons: "x" })).toEqual([]);
  expect(layerOf({ source: "TENANT" })).toContain("tenant");
  expect(layerOf({ source: "ELSEWHERE" })).toBeNull();
});
