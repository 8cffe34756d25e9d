import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createModuleApi, type ModuleApi } from "../../support/module-api.js";
import { bell, type Call, codes, seconds, simulateSteps, texts, type Told } from "./knock-story.js";

/* The cases that Knock's documentation gives for times, batches, throttles and branches, replayed through
   `simulate`. A comment marks intended differences. */

let api: ModuleApi;

beforeAll(async () => {
  api = await createModuleApi();
});

afterAll(() => api.db.drop());

const simulate = (steps: object[], calls: Call[], more: object = {}): Promise<Told> =>
  simulateSteps(api, steps, calls, more);

const HOUR = 3600;
const minutes = (value: number): object => ({ unit: "minutes", value });

describe("§1.7: Knock's times", () => {
  test.each<[string, object, Call, number | null]>([
    ["a fixed duration", { for: { unit: "days", value: 1 } }, {}, 24 * HOUR],
    ["a timestamp", { until: "data.t" }, { data: { t: "2026-03-27T13:00:00Z" } }, HOUR],
    ["a date without a time", { until: "data.t" }, { data: { t: "2026-03-28" } }, 12 * HOUR],
    ["a date and time without an offset", { until: "data.t" }, { data: { t: "2026-03-27T13:00" } }, HOUR],
    ["a template", { until: "{{ data.d }}T{{ data.t }}Z" }, { data: { d: "2026-03-27", t: "13:00" } }, HOUR],
    ["a duration of weeks", { until: "data.t" }, { data: { t: { unit: "weeks", value: 1 } } }, 7 * 24 * HOUR],
    ["a duration by a singular unit", { until: "data.t" }, { data: { t: { unit: "minute", value: 1 } } }, 60],
    ["a window rule", { until: "data.t" }, { data: { t: { frequency: "daily", hours: 15 } } }, 3 * HOUR],
    [
      "an hour before",
      { until: "data.t", offset: { unit: "hours", value: 1, direction: "before" } },
      { data: { t: "2026-03-27T15:00:00Z" } },
      2 * HOUR,
    ],
    [
      "a day after a date",
      { until: "data.t", offset: { unit: "days", value: 1, direction: "after" } },
      { data: { t: "2026-03-28" } },
      36 * HOUR,
    ],
    [
      "a rule in the recipient's zone",
      { rule: { frequency: "daily", hours: 9 } },
      { timezone: "America/New_York" },
      HOUR,
    ],
    ["a weekly rule", { rule: { frequency: "weekly", days: ["mon"], hours: 9 } }, {}, (2 * 24 + 21) * HOUR],
    ["an hourly rule", { rule: { frequency: "hourly", minutes: 30 } }, {}, HOUR / 2],
    [
      "a monthly rule",
      { until: "data.t" },
      { data: { t: { frequency: "monthly", day_of_month: 31 } } },
      (3 * 24 + 12) * HOUR,
    ],
    ["weekdays", { rule: { frequency: "weekly", days: "weekdays", hours: 13 } }, {}, HOUR],
    ["nothing at the path", { until: "data.t" }, {}, null],
    ["no time", { until: "data.t" }, { data: { t: "soon" } }, null],
    ["a time that has passed", { until: "data.t" }, { data: { t: "2026-03-27" } }, null],
    ["a time beyond a year", { until: "data.t" }, { data: { t: "2028-01-01" } }, null],
  ])("§1.7: a delay until %s", async (_name, time, call, expected) => {
    const told = await simulate([{ ref: "wait", type: "delay", ...time }, bell()], [call]);
    expect(seconds(told)).toEqual([expected ?? 0]);
    expect(codes(told)[0]?.includes("delay.skipped")).toBe(expected === null);

    // Batches take the same types of times, and continue at once if the time is invalid.
    const window = "for" in time ? { window: time.for } : time;
    const gathered = await simulate([{ ref: "gather", type: "batch", ...window }, bell()], [call]);
    expect(seconds(gathered)).toEqual([expected ?? 0]);
    expect(codes(gathered)[0]?.includes("batch.skipped")).toBe(expected === null);
  });
});

describe("§1.7: Knock's batches", () => {
  const LIST = "{{ total_activities }} {{ total_actors }}:{% for a in activities %} {{ a.n }}{% endfor %} {{ data.n }}";
  const batch = (more: object = {}): object => ({ ref: "gather", type: "batch", window: minutes(5), ...more });
  const calls = (...at: number[]): Call[] => at.map((minute, n) => ({ after: minute * 60, data: { n } }));

  test("§1.7: a fixed window never moves", async () => {
    const told = await simulate([batch(), bell(LIST)], calls(0, 4, 6));
    expect([texts(told), seconds(told)]).toEqual([
      ["2 0: 0 1 1", "1 0: 2 2"],
      [300, 660],
    ]);
  });

  test("§1.7: a sliding window moves with each trigger, and closes at its limit", async () => {
    const sliding = batch({ windowType: "sliding", windowLimit: minutes(8) });
    expect(seconds(await simulate([sliding, bell()], calls(0, 2)))).toEqual([7 * 60]);
    expect(seconds(await simulate([sliding, bell()], calls(0, 4, 7)))).toEqual([8 * 60]);
  });

  test("§1.7: a sliding window that is longer than its windowLimit is accepted and closes at the limit", async () => {
    const sliding = batch({ window: minutes(30), windowType: "sliding", windowLimit: minutes(10) });
    const told = await simulate([sliding, bell(LIST)], calls(0, 9, 11));
    expect([texts(told), seconds(told)]).toEqual([
      ["2 0: 0 1 1", "1 0: 2 2"],
      [600, 21 * 60],
    ]);
    const dynamic = batch({ window: undefined, until: "data.w", windowType: "sliding", windowLimit: minutes(10) });
    const call = { data: { w: { unit: "hours", value: 1 } } };
    expect(seconds(await simulate([dynamic, bell()], [call]))).toEqual([600]);
  });

  test("§1.7: a batch closes at maxItems, and the next trigger opens another", async () => {
    const told = await simulate([batch({ maxItems: 2 }), bell(LIST)], calls(0, 1, 2));
    expect([texts(told), seconds(told)]).toEqual([
      ["2 0: 0 1 1", "1 0: 2 2"],
      [60, 420],
    ]);
  });

  test("§1.7: the order selects which items are shown; they are always shown oldest first", async () => {
    const all = calls(...Array.from({ length: 12 }, (_, n) => n / 10));
    const shown = async (more: object): Promise<string[]> => texts(await simulate([batch(more), bell(LIST)], all));
    expect(await shown({})).toEqual(["12 0: 0 1 2 3 4 5 6 7 8 9 11"]);
    expect(await shown({ order: "desc" })).toEqual(["12 0: 2 3 4 5 6 7 8 9 10 11 11"]);
    expect(await shown({ order: "desc", renderLimit: 2 })).toEqual(["12 0: 10 11 11"]);
  });

  test("§1.7: flush_leading passes the first trigger and batches those that follow; without any, nothing is sent", async () => {
    const leading = batch({ mode: "flush_leading" });
    const told = await simulate([leading, bell(LIST)], calls(0, 1, 2));
    expect([texts(told), seconds(told)]).toEqual([
      ["1 0: 0 0", "2 0: 1 2 2"],
      [0, 300],
    ]);
    expect(texts(await simulate([leading, bell(LIST)], calls(0)))).toEqual(["1 0: 0 0"]);
  });

  test("§1.7: keys are paths or templates; recipients and actors are distinguished", async () => {
    const key = "{{data.kind}}-{{actor.id}}";
    const some = [
      { data: { kind: "a", n: 1 }, actor: "x" },
      { data: { kind: "a", n: 2 }, actor: "x" },
      { data: { kind: "a", n: 3 }, actor: "y" },
      { data: { kind: "b", n: 4 }, actor: "y" },
      { data: { kind: "a", n: 5 }, actor: "x", userId: "bob" },
    ];
    const told = await simulate([batch({ key }), bell(LIST)], some);
    expect(texts(told).sort()).toEqual(["1 1: 3 3", "1 1: 4 4", "1 1: 5 5", "2 1: 1 2 2"]);
    expect(texts(await simulate([batch({ key: "data.kind" }), bell("{{ total_actors }}")], some)).sort()).toEqual([
      "1",
      "1",
      "2",
    ]);
  });

  test("§1.7: data is merged in the order of receipt, and a second batch sees one activity", async () => {
    const merging = [{ data: { a: 1, b: 1 } }, { after: 1, data: { b: 2 } }];
    expect(texts(await simulate([batch(), bell("{{ data.a }} {{ data.b }}")], merging))).toEqual(["1 2"]);
    const twice = [batch(), bell(LIST), batch({ ref: "again" }), bell("{{ total_activities }}", { ref: "last" })];
    expect(texts(await simulate(twice, calls(0, 1)))).toEqual(["2 0: 0 1 1", "1"]);
  });
});

describe("§1.7: Knock's throttles and branches", () => {
  const throttle = (more: object = {}): object => ({
    ref: "cap",
    type: "throttle",
    window: { unit: "hours", value: 1 },
    ...more,
  });

  test("§1.7: a throttle's default limit is 1, its window opens with the first run, and later runs stop", async () => {
    const at = [{}, { after: 1800 }, { after: 3599 }, { after: 3600 }];
    expect(seconds(await simulate([throttle(), bell()], at))).toEqual([0, 3600]);
    expect(seconds(await simulate([throttle({ limit: 2 }), bell()], at))).toEqual([0, 1800, 3600]);
    expect(codes(await simulate([throttle(), bell()], at))[1]).toEqual(["run.started", "throttle.stopped"]);
  });

  test("§1.7: a throttle counts by recipient and key; without a valid key or window it is skipped", async () => {
    const by = (kind?: unknown): Call => ({ data: { kind } });
    const keyed = throttle({ key: "data.kind" });
    expect(texts(await simulate([keyed, bell("{{ data.kind }}")], [by("a"), by("b"), by("a")]))).toEqual(["a", "b"]);
    for (const call of [by(), by(null), by("")]) {
      const told = await simulate([keyed, bell()], [call, call]);
      expect(codes(told)[1]).toEqual(["run.started", "throttle.key_missing", "message.made", "run.completed"]);
    }
    for (const until of ["soon", "2026-03-26", { unit: "days", value: 32 }, null]) {
      const told = await simulate(
        [throttle({ window: undefined, until: "data.until" }), bell()],
        [{ data: { until } }],
      );
      expect(codes(told)[0]).toEqual(["run.started", "throttle.skipped", "message.made", "run.completed"]);
    }
  });

  test("§1.7: the first branch that holds is taken, the last is the default and may be empty, `terminates` ends the run", async () => {
    const when = (argument: string): object => ({ variable: "data.kind", operator: "equal_to", argument });
    const branch = {
      ref: "route",
      type: "branch",
      branches: [
        { name: "first", conditions: when("a"), steps: [bell("a", { ref: "a" })] },
        {
          name: "second",
          conditions: { any: [when("a"), when("b")] },
          steps: [bell("b", { ref: "b" })],
          terminates: true,
        },
        { name: "default", steps: [] },
      ],
    };
    const by = async (kind: string): Promise<string[]> =>
      texts(await simulate([branch, bell("after")], [{ data: { kind } }]));
    expect(await by("a")).toEqual(["a", "after"]);
    expect(await by("b")).toEqual(["b"]);
    expect(await by("c")).toEqual(["after"]);
  });

  test("§1.7: a trigger's unmet conditions end the run; a step's unmet conditions skip the step", async () => {
    const conditions = { variable: "data.go", operator: "equal_to", argument: true };
    expect(codes(await simulate([bell()], [{}], { conditions }))).toEqual([["run.started", "run.conditions_not_met"]]);
    expect(texts(await simulate([bell("a", { conditions }), bell("b", { ref: "b" })], [{}]))).toEqual(["b"]);
  });
});
