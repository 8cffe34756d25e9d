import { describe, expect, test } from "@jest/globals";
import { bucketEdges } from "./stat-buckets.js";

const at = (text: string): number => Date.parse(text);
const texts = (edges: readonly number[]): string[] => edges.map((edge) => new Date(edge).toISOString().slice(0, 16));

describe("buckets", () => {
  test("are whole: they contain the beginning and the end of the time", () => {
    const range = { from: at("2026-03-01T10:30Z"), to: at("2026-03-01T12:01Z") };
    expect(texts(bucketEdges({ interval: "HOUR", timezone: "UTC", ...range }))).toEqual([
      "2026-03-01T10:00",
      "2026-03-01T11:00",
      "2026-03-01T12:00",
      "2026-03-01T13:00",
    ]);
  });

  test("of days begin at midnight of the zone, also where a day has 23 hours", () => {
    const range = { from: at("2026-03-28T12:00Z"), to: at("2026-03-30T12:00Z") };
    expect(texts(bucketEdges({ interval: "DAY", timezone: "Europe/Berlin", ...range }))).toEqual([
      "2026-03-27T23:00",
      "2026-03-28T23:00",
      "2026-03-29T22:00",
      "2026-03-30T22:00",
    ]);
  });

  test("of weeks begin on Monday", () => {
    const range = { from: at("2026-03-01T00:00Z"), to: at("2026-03-09T00:00Z") };
    expect(texts(bucketEdges({ interval: "WEEK", timezone: "UTC", ...range }))).toEqual([
      "2026-02-23T00:00",
      "2026-03-02T00:00",
      "2026-03-09T00:00",
    ]);
  });

  test("without a beginning are the last 24 hours, 30 days or 13 weeks", () => {
    const range = { from: null, to: at("2026-03-09T10:00Z") };
    const countOf = (interval: "HOUR" | "DAY" | "WEEK"): number =>
      bucketEdges({ interval, timezone: "America/New_York", ...range }).length - 1;
    expect([countOf("HOUR"), countOf("DAY"), countOf("WEEK")]).toEqual([24, 30, 13]);
  });
});
