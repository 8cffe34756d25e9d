import { expect, test } from "@jest/globals";
import { relativeTime } from "../src/item/relative-time.js";

const NOW = Date.parse("2026-11-26T12:00:00.000Z");
const ago = (ms: number, locale = "en"): string => relativeTime(new Date(NOW - ms).toISOString(), NOW, locale);
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

test.each([
  [30_000, "now"],
  [-5 * MINUTE, "now"],
  [5 * MINUTE, "5 min. ago"],
  [3 * HOUR, "3 hr. ago"],
  [DAY, "yesterday"],
  [6 * DAY, "6 days ago"],
  [8 * DAY, "Nov 18"],
  [400 * DAY, "Oct 22, 2025"],
])("%i ms ago is %s", (ms, words) => {
  expect(ago(ms)).toBe(words);
});

test("it uses the user's language, and returns nothing for invalid times", () => {
  expect(ago(DAY, "de")).toBe("gestern");
  expect(relativeTime("soon", NOW, "en")).toBe("");
});
