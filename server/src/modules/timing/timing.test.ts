import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { DateTime } from "luxon";
import { isJson, type Json } from "../../platform/json.js";
import { addDuration, durationMs, nominalMs, parseDuration, type DurationBounds } from "./duration.js";
import { resolveMoment, type Moment, type TimeSpec } from "./moment.js";
import { parseOffset } from "./offset.js";
import { parseWindowRule } from "./window-rule.js";
import { isTimeZone, wallOf, instantOf, zoneFor, zoneOf } from "./zone.js";

const NOW = Date.parse("2026-06-15T12:00:00Z");
const ms = (iso: string): number => Date.parse(iso);

type Parsing = { ok: true; value: unknown } | { ok: false; issues: { path: string[]; code: string }[] };
const problems = (parsed: Parsing): string[] =>
  parsed.ok ? [] : parsed.issues.map(({ path, code }) => `${path.join(".")} ${code}`);

describe("time zones", () => {
  test.each([
    "Europe/Berlin",
    "europe/berlin",
    "Etc/UTC",
    "UTC",
    "Etc/GMT+5",
    "America/Argentina/Buenos_Aires",
    "EST5EDT",
  ])("%s is valid", (name) => expect(isTimeZone(name)).toBe(true));

  test.each([["Mars/Olympus"], ["+02:00"], [""], ["Europe/"], [null], [5], ["x".repeat(1000)], ["../etc/passwd"]])(
    "%p is invalid",
    (name) => expect(isTimeZone(name)).toBe(false),
  );

  test("the recipient's is preferred, then the fallback, then UTC", () => {
    expect(zoneOf("Asia/Tokyo", "Europe/Berlin")).toBe("Asia/Tokyo");
    expect(zoneOf("Nowhere", "Europe/Berlin")).toBe("Europe/Berlin");
    expect(zoneOf(null, "Nowhere")).toBe("Etc/UTC");
    expect(zoneOf(undefined)).toBe("Etc/UTC");
  });

  test("local times and instants are inverse, except for times that occur twice", () => {
    const zones = fc.constantFrom(
      "Europe/Berlin",
      "Australia/Lord_Howe",
      "Pacific/Apia",
      "America/St_Johns",
      "Asia/Kathmandu",
    );
    fc.assert(
      fc.property(zones, fc.integer({ min: ms("1995-01-01"), max: ms("2045-01-01") }), (name, at) => {
        const zone = zoneFor(name);
        const back = instantOf(wallOf(at, zone), zone);
        expect(back).toBeLessThanOrEqual(at);
        expect(wallOf(back, zone)).toBe(wallOf(at, zone));
      }),
      { numRuns: 500 },
    );
  });
});

describe("durations", () => {
  test("days follow the calendar, hours are exact", () => {
    const before = ms("2026-03-28T12:00:00Z");
    expect(durationMs({ unit: "days", value: 1 }, before, "Europe/Berlin")).toBe(23 * 3_600_000);
    expect(durationMs({ unit: "hours", value: 24 }, before, "Europe/Berlin")).toBe(24 * 3_600_000);
    expect(durationMs({ unit: "days", value: 1 }, before, "Etc/UTC")).toBe(24 * 3_600_000);
    expect(addDuration(ms("2026-01-31T09:00:00Z"), { unit: "months", value: 1 }, "Etc/UTC")).toBe(
      ms("2026-02-28T09:00:00Z"),
    );
    expect(addDuration(NOW, { unit: "weeks", value: 2 }, "Etc/UTC", -1)).toBe(ms("2026-06-01T12:00:00Z"));
  });

  test("twelve months are nominally the longest delay", () => {
    expect(nominalMs({ unit: "months", value: 12 })).toBe(nominalMs({ unit: "days", value: 365 }));
  });

  test("are parsed in singular and plural, within their bounds", () => {
    const bounds: DurationBounds = { min: { unit: "minutes", value: 1 }, max: { unit: "days", value: 31 } };
    expect(parseDuration({ unit: "hour", value: 1 }, [])).toEqual({ ok: true, value: { unit: "hours", value: 1 } });
    expect(problems(parseDuration({ unit: "seconds", value: 59 }, ["window"], bounds))).toEqual(["window too_short"]);
    expect(problems(parseDuration({ unit: "days", value: 31 }, ["window"], bounds))).toEqual([]);
    expect(parseDuration({ unit: "days", value: 32 }, ["window"], bounds)).toMatchObject({
      issues: [{ code: "too_long", message: "This may be no longer than 31 days." }],
    });
    expect(problems(parseDuration({ unit: "months", value: 1e12 }, []))).toEqual([" too_long"]);
  });

  test("are refused with all issues at once", () => {
    expect(problems(parseDuration({ unit: "years", value: 1.5, x: 1 }, ["for"]))).toEqual([
      "for.x unknown_key",
      "for.unit invalid",
      "for.value invalid",
    ]);
    expect(problems(parseDuration({}, ["for"]))).toEqual(["for.unit required", "for.value required"]);
    expect(problems(parseDuration("5m", ["for"]))).toEqual(["for wrong_type"]);
    expect(problems(parseDuration({ unit: "days", value: 0 }, ["for"]))).toEqual(["for.value invalid"]);
  });

  test("an offset has a direction", () => {
    expect(parseOffset({ unit: "hours", value: 1, direction: "before" }, [])).toMatchObject({ ok: true });
    expect(problems(parseOffset({ unit: "hours", value: 0 }, ["offset"]))).toEqual([
      "offset.value invalid",
      "offset.direction required",
    ]);
  });
});

describe("window rules", () => {
  test("are parsed, with days in the order of the week and with snake case in data", () => {
    expect(parseWindowRule({ frequency: "weekly", days: ["fri", "mon", "fri"], hours: 9, minutes: null }, [])).toEqual({
      ok: true,
      value: { frequency: "weekly", days: ["mon", "fri"], hours: 9 },
    });
    expect(parseWindowRule({ frequency: "monthly", day_of_month: 31 }, [])).toEqual({
      ok: true,
      value: { frequency: "monthly", dayOfMonth: 31 },
    });
  });

  test.each<[Json, string[]]>([
    ["weekly", ["rule wrong_type"]],
    [{}, ["rule.frequency required"]],
    [{ frequency: "yearly" }, ["rule.frequency invalid"]],
    [
      { frequency: "daily", minutes: 7, hours: 24, x: 1 },
      ["rule.x unknown_key", "rule.hours invalid", "rule.minutes invalid"],
    ],
    [{ frequency: "weekly", days: [] }, ["rule.days invalid"]],
    [{ frequency: "weekly", days: ["monday"] }, ["rule.days invalid"]],
    [{ frequency: "monthly", day_of_month: 32 }, ["rule.day_of_month invalid"]],
    [{ frequency: "monthly", days: ["mon"] }, ["rule.days not_allowed"]],
    [{ frequency: "weekly", dayOfMonth: 3 }, ["rule.dayOfMonth not_allowed"]],
    [{ frequency: "hourly", hours: 3 }, ["rule.hours not_allowed"]],
    [{ frequency: "daily", interval: 2, days: ["mon"] }, ["rule.interval not_allowed"]],
    [{ frequency: "hourly", interval: 25, days: ["mon"] }, ["rule.interval not_allowed"]],
    [{ frequency: "daily", interval: 0 }, ["rule.interval invalid"]],
    [{ frequency: "daily", interval: 1.5 }, ["rule.interval invalid"]],
  ])("%j is refused", (input, expected) => {
    expect(problems(parseWindowRule(input, ["rule"]))).toEqual(expected);
  });
});

describe("resolveMoment", () => {
  const until = (value: Json | undefined, offset?: TimeSpec["offset"], zone = "Etc/UTC"): Moment =>
    resolveMoment({ until: "data.due", ...(offset && { offset }) }, NOW, zone, () => value);
  const isoOf = (moment: Moment): string => (moment.ok ? new Date(moment.at).toISOString() : moment.code);

  test("takes a fixed duration or a rule from the step", () => {
    const none = (): undefined => undefined;
    expect(isoOf(resolveMoment({ duration: { unit: "hours", value: 1 } }, NOW, "Etc/UTC", none))).toBe(
      "2026-06-15T13:00:00.000Z",
    );
    const rule = resolveMoment({ rule: { frequency: "daily", hours: 9 } }, NOW, "Europe/Berlin", none);
    expect(rule).toEqual({
      ok: true,
      at: ms("2026-06-16T07:00:00Z"),
      trace: {
        kind: "rule",
        from: "step",
        value: { frequency: "daily", hours: 9 },
        timeZone: "Europe/Berlin",
        offset: null,
        at: "2026-06-16T07:00:00.000Z",
      },
    });
    expect(isoOf(resolveMoment({}, NOW, "Etc/UTC", none))).toBe("time.missing");
  });

  test.each<[Json | undefined, string]>([
    ["2026-06-15T14:00:00+01:00", "2026-06-15T13:00:00.000Z"],
    ["2026-06-16", "2026-06-16T00:00:00.000Z"],
    [{ unit: "minutes", value: 5 }, "2026-06-15T12:05:00.000Z"],
    ['{ "unit": "minute", "value": 5 }', "2026-06-15T12:05:00.000Z"],
    [{ frequency: "monthly", day_of_month: 20 }, "2026-06-20T00:00:00.000Z"],
    [undefined, "time.missing"],
    [null, "time.missing"],
    [" ", "time.missing"],
    ["soon", "time.invalid"],
    [1781524800000, "time.invalid"],
    [["2026-06-16"], "time.invalid"],
    [{ unit: "minutes", value: -5 }, "time.invalid"],
    [{ frequency: "never" }, "time.invalid"],
    ["2026-06-15T12:00:00Z", "time.past"],
    ["2020-01-01", "time.past"],
  ])("until %j is %s", (value, expected) => {
    expect(isoOf(until(value))).toBe(expected);
  });

  test("gives the reason if a value is no time", () => {
    expect(until({ frequency: "weekly", hours: 99 })).toMatchObject({
      code: "time.invalid",
      value: { frequency: "weekly", hours: 99 },
      reasons: [expect.stringContaining("hour")],
    });
    expect(until("2020-01-01")).toMatchObject({ code: "time.past", value: "2020-01-01T00:00:00.000Z" });
  });

  test("an offset moves the result, in the recipient's calendar", () => {
    expect(isoOf(until("2026-06-16T09:00:00Z", { unit: "hours", value: 1, direction: "before" }))).toBe(
      "2026-06-16T08:00:00.000Z",
    );
    expect(isoOf(until("2026-06-15T11:00:00Z", { unit: "hours", value: 2, direction: "after" }))).toBe(
      "2026-06-15T13:00:00.000Z",
    );
    expect(isoOf(until("2026-06-16T09:00:00Z", { unit: "days", value: 2, direction: "before" }))).toBe("time.past");
    expect(isoOf(until("2026-10-26T09:00:00Z", { unit: "days", value: 1, direction: "before" }, "Europe/Berlin"))).toBe(
      "2026-10-25T09:00:00.000Z",
    );
  });

  test("a rule with an offset returns the next moved occurrence: never in the past, and none skipped", () => {
    const daily = { frequency: "daily", hours: 13 };
    expect(isoOf(until(daily, { unit: "hours", value: 2, direction: "before" }))).toBe("2026-06-16T11:00:00.000Z");
    expect(isoOf(until({ frequency: "daily", hours: 11 }, { unit: "hours", value: 2, direction: "after" }))).toBe(
      "2026-06-15T13:00:00.000Z",
    );
  });

  test("is total: for any value, the result is in the future or has a reason, and can be stored", () => {
    const values = fc.jsonValue({ maxDepth: 2 }).filter((value): value is Json => isJson(value));
    const almost = fc.oneof(
      values,
      fc.record({ unit: fc.constantFrom("days", "months", "x"), value: fc.oneof(fc.integer(), fc.double()) }),
      fc.record({
        frequency: fc.constantFrom("hourly", "weekly", "monthly"),
        interval: fc.integer(),
        hours: fc.nat(30),
      }),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    );
    const offsets = fc.option(
      fc.record({
        unit: fc.constantFrom("hours" as const, "months" as const),
        value: fc.integer({ min: 1, max: 120 }),
        direction: fc.constantFrom("before" as const, "after" as const),
      }),
      { nil: undefined },
    );
    fc.assert(
      fc.property(almost, offsets, (value, offset) => {
        const json: unknown = JSON.parse(JSON.stringify(value));
        const moment = until(isJson(json) ? json : null, offset, "Europe/Berlin");
        expect(isJson(moment)).toBe(true);
        expect(moment.ok ? moment.at > NOW : moment.reasons.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("the result does not depend on today's offset of the zone", () => {
    const rule = { frequency: "daily", hours: 2, minutes: 30 };
    const found = resolveMoment({ until: "data.rule" }, ms("2026-10-24T12:00:00Z"), "Europe/Berlin", () => rule);
    expect(found.ok && DateTime.fromMillis(found.at, { zone: "Europe/Berlin" }).offset).toBe(120);
  });
});
