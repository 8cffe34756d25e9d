import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { DateTime, IANAZone } from "luxon";
import { nextOccurrence } from "./next-occurrence.js";
import { daysOf, WEEKDAYS, type WindowRule } from "./window-rule.js";

/**
 * Half-hour and quarter-hour zones, half-hour and double changes, changes at midnight, and zones that moved across
 * the date line.
 */
const ZONES = [
  "Etc/UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/St_Johns",
  "America/Sao_Paulo",
  "America/Havana",
  "America/Asuncion",
  "Asia/Kathmandu",
  "Asia/Tehran",
  "Asia/Beirut",
  "Africa/Cairo",
  "Africa/Casablanca",
  "Australia/Lord_Howe",
  "Australia/Adelaide",
  "Pacific/Chatham",
  "Pacific/Kiritimati",
  "Pacific/Apia",
  "Antarctica/Troll",
];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ms = (iso: string): number => Date.parse(iso);

/** The occurrences after an instant, as local times of the zone. */
function occurrences(rule: WindowRule, after: string, zone: string, count: number): string[] {
  const found: string[] = [];
  let at = ms(after);
  while (found.length < count) {
    at = nextOccurrence(rule, at, zone);
    found.push(DateTime.fromMillis(at, { zone }).toFormat("ccc yyyy-MM-dd HH:mm ZZ"));
  }
  return found;
}

describe("nextOccurrence", () => {
  test("returns nine o'clock on weekdays", () => {
    const rule: WindowRule = { frequency: "weekly", days: "weekdays", hours: 9 };
    expect(occurrences(rule, "2026-07-02T08:00:00Z", "Europe/Berlin", 3)).toEqual([
      "Fri 2026-07-03 09:00 +02:00",
      "Mon 2026-07-06 09:00 +02:00",
      "Tue 2026-07-07 09:00 +02:00",
    ]);
  });

  test("is strictly later: an occurrence does not find itself", () => {
    const rule: WindowRule = { frequency: "daily", hours: 9 };
    expect(nextOccurrence(rule, ms("2026-07-02T09:00:00Z"), "Etc/UTC")).toBe(ms("2026-07-03T09:00:00Z"));
    expect(nextOccurrence(rule, ms("2026-07-02T09:00:00Z") - 1, "Etc/UTC")).toBe(ms("2026-07-02T09:00:00Z"));
  });

  test("keeps its local time when the clocks change", () => {
    expect(occurrences({ frequency: "daily", hours: 9 }, "2026-03-28T00:00:00Z", "Europe/Berlin", 3)).toEqual([
      "Sat 2026-03-28 09:00 +01:00",
      "Sun 2026-03-29 09:00 +02:00",
      "Mon 2026-03-30 09:00 +02:00",
    ]);
  });

  test("a time in a clock gap is later by the length of the gap", () => {
    const rule: WindowRule = { frequency: "daily", hours: 2, minutes: 30 };
    expect(occurrences(rule, "2026-03-28T12:00:00Z", "Europe/Berlin", 2)).toEqual([
      "Sun 2026-03-29 03:30 +02:00",
      "Mon 2026-03-30 02:30 +02:00",
    ]);
    expect(occurrences({ frequency: "daily" }, "2024-04-25T12:00:00Z", "Africa/Cairo", 2)).toEqual([
      "Fri 2024-04-26 01:00 +03:00",
      "Sat 2024-04-27 00:00 +03:00",
    ]);
  });

  test("a time that occurs twice counts once, the first time", () => {
    const rule: WindowRule = { frequency: "daily", hours: 2, minutes: 30 };
    expect(occurrences(rule, "2026-10-24T12:00:00Z", "Europe/Berlin", 2)).toEqual([
      "Sun 2026-10-25 02:30 +02:00",
      "Mon 2026-10-26 02:30 +01:00",
    ]);
  });

  test("every hour is every real hour, also when the clocks change", () => {
    const rule: WindowRule = { frequency: "hourly", minutes: 15 };
    expect(occurrences(rule, "2026-10-24T23:30:00Z", "Europe/Berlin", 3)).toEqual([
      "Sun 2026-10-25 02:15 +02:00",
      "Sun 2026-10-25 02:15 +01:00",
      "Sun 2026-10-25 03:15 +01:00",
    ]);
    expect(occurrences(rule, "2026-03-29T00:00:00Z", "Europe/Berlin", 2)).toEqual([
      "Sun 2026-03-29 01:15 +01:00",
      "Sun 2026-03-29 03:15 +02:00",
    ]);
  });

  test("every hour keeps its minute when the clocks change by half an hour", () => {
    expect(occurrences({ frequency: "hourly", minutes: 45 }, "2026-04-04T14:00:00Z", "Australia/Lord_Howe", 3)).toEqual(
      ["Sun 2026-04-05 01:45 +11:00", "Sun 2026-04-05 01:45 +10:30", "Sun 2026-04-05 02:45 +10:30"],
    );
  });

  test("hourly rules may be limited to some days", () => {
    expect(occurrences({ frequency: "hourly", days: "weekdays" }, "2026-07-03T20:30:00Z", "Europe/Berlin", 3)).toEqual([
      "Fri 2026-07-03 23:00 +02:00",
      "Mon 2026-07-06 00:00 +02:00",
      "Mon 2026-07-06 01:00 +02:00",
    ]);
    expect(
      occurrences({ frequency: "hourly", interval: 8, days: ["sun"] }, "2026-07-03T20:30:00Z", "Europe/Berlin", 4),
    ).toEqual([
      "Sun 2026-07-05 00:00 +02:00",
      "Sun 2026-07-05 08:00 +02:00",
      "Sun 2026-07-05 16:00 +02:00",
      "Sun 2026-07-12 00:00 +02:00",
    ]);
  });

  test("every six hours keeps its local times through the year", () => {
    for (const day of ["2026-01-10", "2026-07-10"]) {
      const times = occurrences({ frequency: "hourly", interval: 6 }, `${day}T00:30:00Z`, "Europe/Berlin", 4);
      expect(times.map((time) => time.slice(15, 20)).sort()).toEqual(["00:00", "06:00", "12:00", "18:00"]);
    }
  });

  test("a day that a month does not have is its last day", () => {
    const rule: WindowRule = { frequency: "monthly", dayOfMonth: 31, hours: 8 };
    expect(occurrences(rule, "2028-01-31T12:00:00Z", "Etc/UTC", 4)).toEqual([
      "Tue 2028-02-29 08:00 +00:00",
      "Fri 2028-03-31 08:00 +00:00",
      "Sun 2028-04-30 08:00 +00:00",
      "Wed 2028-05-31 08:00 +00:00",
    ]);
  });

  test("weekly rules without days use Monday, monthly ones the first", () => {
    expect(occurrences({ frequency: "weekly" }, "2026-07-02T00:00:00Z", "Etc/UTC", 2)).toEqual([
      "Mon 2026-07-06 00:00 +00:00",
      "Mon 2026-07-13 00:00 +00:00",
    ]);
    expect(occurrences({ frequency: "monthly" }, "2026-07-02T00:00:00Z", "Etc/UTC", 1)).toEqual([
      "Sat 2026-08-01 00:00 +00:00",
    ]);
  });

  test("intervals count from the anchor, whose weekday and day of month are the defaults", () => {
    const anchor = ms("2026-07-16T10:00:00Z");
    const next = (rule: WindowRule, after = anchor): string =>
      new Date(nextOccurrence(rule, after, "Etc/UTC", anchor)).toISOString();

    expect(next({ frequency: "daily", interval: 3, hours: 9 })).toBe("2026-07-19T09:00:00.000Z");
    expect(next({ frequency: "weekly", interval: 2, hours: 9 })).toBe("2026-07-30T09:00:00.000Z");
    expect(next({ frequency: "weekly", interval: 2, days: ["mon", "fri"] })).toBe("2026-07-17T00:00:00.000Z");
    expect(next({ frequency: "weekly", interval: 2, days: ["mon", "fri"] }, ms("2026-07-17T00:00:00Z"))).toBe(
      "2026-07-27T00:00:00.000Z",
    );
    expect(next({ frequency: "monthly", interval: 2 })).toBe("2026-09-16T00:00:00.000Z");
    expect(next({ frequency: "hourly", interval: 5 })).toBe("2026-07-16T15:00:00.000Z");
  });

  test("an occurrence on the day that Samoa skipped is a day later", () => {
    const rule: WindowRule = { frequency: "weekly", days: ["fri"], hours: 9 };
    expect(occurrences(rule, "2011-12-29T20:00:00Z", "Pacific/Apia", 2)).toEqual([
      "Sat 2011-12-31 09:00 +14:00",
      "Fri 2012-01-06 09:00 +14:00",
    ]);
  });

  test("an invalid rule, or no instant, causes an error and not an infinite loop", () => {
    const never: WindowRule = { frequency: "daily", interval: 7, days: ["mon"] };
    expect(() => nextOccurrence(never, ms("2026-01-01T00:00:00Z"), "Etc/UTC")).toThrow(RangeError);
    expect(() => nextOccurrence({ frequency: "daily" }, Number.NaN, "Etc/UTC")).toThrow(RangeError);
  });
});

const minutes = fc.integer({ min: 0, max: 11 }).map((value) => value * 5);
const hours = fc.integer({ min: 0, max: 23 });
const days = fc.option(
  fc.oneof(fc.constantFrom("weekdays" as const, "weekends" as const), fc.subarray([...WEEKDAYS], { minLength: 1 })),
  { nil: undefined },
);
const rules: fc.Arbitrary<WindowRule> = fc.oneof(
  fc.record({ frequency: fc.constant("hourly" as const), interval: fc.integer({ min: 1, max: 24 }), minutes, days }),
  fc.record({ frequency: fc.constant("daily" as const), interval: fc.integer({ min: 1, max: 40 }), hours, minutes }),
  fc.record({ frequency: fc.constant("daily" as const), days, hours, minutes }),
  fc.record({
    frequency: fc.constant("weekly" as const),
    interval: fc.integer({ min: 1, max: 9 }),
    days,
    hours,
    minutes,
  }),
  fc.record({
    frequency: fc.constant("monthly" as const),
    interval: fc.integer({ min: 1, max: 24 }),
    dayOfMonth: fc.integer({ min: 1, max: 31 }),
    hours,
    minutes,
  }),
);
const zones = fc.constantFrom(...ZONES);
const instants = fc.integer({ min: ms("1995-01-01T00:00:00Z"), max: ms("2045-01-01T00:00:00Z") });

/** The day after a clock change of the zone, if any within 400 days. */
function dayOfChange(zone: string, from: number): number {
  const offsetAt = (at: number): number => IANAZone.create(zone).offset(at);
  let at = from;
  for (let step = 0; step < 40 && offsetAt(at) === offsetAt(at + 10 * DAY_MS); step += 1) at += 10 * DAY_MS;
  for (let step = 0; step < 10 && offsetAt(at) === offsetAt(at + DAY_MS); step += 1) at += DAY_MS;
  return at + DAY_MS;
}

/** Instants around clock changes, where errors are likely, and any others. */
const nearChanges = fc
  .tuple(zones, instants, fc.integer({ min: -30 * 60, max: 30 * 60 }))
  .map(([zone, from, minute]) => ({ zone, after: dayOfChange(zone, from) + minute * 60_000 }));
const places = fc.oneof(nearChanges, fc.record({ zone: zones, after: instants }));

/** Whether the clocks changed within the last day: then a time may have moved. */
function isNearChange(at: DateTime): boolean {
  return at.minus({ hours: 25 }).offset !== at.offset;
}

function fitsRule(rule: WindowRule, at: DateTime): boolean {
  const wanted = daysOf(rule);
  const weekday = WEEKDAYS[at.weekday - 1];
  const isDay = wanted === undefined || (weekday !== undefined && wanted.includes(weekday));
  const isMinute = at.minute === (rule.minutes ?? 0) && at.second === 0 && at.millisecond === 0;
  const isHour = rule.frequency === "hourly" || at.hour === (rule.hours ?? 0);
  const isMonthDay = rule.frequency !== "monthly" || at.day === Math.min(rule.dayOfMonth ?? 1, at.daysInMonth ?? 0);
  const isMonday = rule.frequency !== "weekly" || wanted !== undefined || at.weekday === 1;
  return isDay && isMinute && isHour && isMonthDay && isMonday;
}

describe("nextOccurrence, for any rule, zone and instant", () => {
  test("is later than the instant, never decreases, and misses none of its own occurrences", () => {
    fc.assert(
      fc.property(rules, places, fc.nat({ max: 40 * 24 }), (rule, { zone, after }, laterHours) => {
        const next = nextOccurrence(rule, after, zone);
        expect(next).toBeGreaterThan(after);
        expect(nextOccurrence(rule, next - 1, zone)).toBe(next);

        const later = after + laterHours * HOUR_MS;
        const afterLater = nextOccurrence(rule, later, zone);
        expect(afterLater).toBeGreaterThanOrEqual(next);
        if (later < next) expect(afterLater).toBe(next);
      }),
      { numRuns: 400 },
    );
  });

  test("matches the rule in local time, moved only by clock changes", () => {
    fc.assert(
      fc.property(rules, places, (rule, { zone, after }) => {
        const at = DateTime.fromMillis(nextOccurrence(rule, after, zone), { zone });
        if (!isNearChange(at)) expect({ rule, at: at.toISO(), fits: fitsRule(rule, at) }).toMatchObject({ fits: true });
      }),
      { numRuns: 400 },
    );
  });

  test("skips none: no earlier day matches", () => {
    const everyPeriod = rules
      .map((rule): WindowRule => ({ ...rule, interval: 1 }))
      .filter((rule) => rule.frequency !== "hourly");
    fc.assert(
      fc.property(everyPeriod, places, (rule, { zone, after }) => {
        const next = nextOccurrence(rule, after, zone);
        let day = DateTime.fromMillis(after, { zone }).startOf("day");
        while (day.toMillis() < next) {
          const candidate = day.set({ hour: rule.hours ?? 0, minute: rule.minutes ?? 0 });
          const isSkipped = candidate.toMillis() <= after || candidate.toMillis() >= next || isNearChange(candidate);
          if (!isSkipped)
            expect({ rule, candidate: candidate.toISO(), fits: fitsRule(rule, candidate) }).toMatchObject({
              fits: false,
            });
          day = day.plus({ days: 1 });
        }
      }),
      { numRuns: 100 },
    );
  });
});
