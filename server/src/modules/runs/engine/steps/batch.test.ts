import { describe, expect, test } from "@jest/globals";
import { bell, play } from "../../../../../test/support/story.js";

const MINUTE = 60;
const batch = (more: object = {}): object => ({
  ref: "collect",
  type: "batch",
  window: { unit: "minutes", value: 5 },
  ...more,
});
const TOTALS =
  "{{ total_activities }} by {{ total_actors }}: {% for a in activities %}{{ a.n }} {% endfor %}/{{ data.n }}";
const at = (after: number, n: number, more: object = {}): { after: number; to: string[]; data: { n: number } } => ({
  after,
  to: ["ann"],
  data: { n },
  ...more,
});

describe("a batch", () => {
  test("closes at its fixed time, and the first run continues for all", async () => {
    const told = await play({ steps: [batch(), bell(TOTALS)], triggers: [at(0, 1), at(299, 2), at(300, 3)] });
    expect(told.texts).toEqual(["2 by 0: 1 2 /2", "1 by 0: 3 /3"]);
    expect(told.times).toEqual([300, 600]);
    expect(told.codes[0]).toEqual(["run.started", "batch.opened", "batch.closed", "message.made", "run.completed"]);
    expect(told.codes[1]).toEqual(["run.started", "batch.joined", "batch.merged"]);
  });

  test("that slides moves its close with each item, up to its limit", async () => {
    const sliding = batch({ windowType: "sliding", windowLimit: { unit: "minutes", value: 12 } });
    const triggers = [0, 4, 8, 11, 16].map((minute, n) => at(minute * MINUTE, n));
    const told = await play({ steps: [sliding, bell(TOTALS)], triggers });
    expect(told.texts).toEqual(["4 by 0: 0 1 2 3 /3", "1 by 0: 4 /4"]);
    expect(told.times).toEqual([12 * MINUTE, 21 * MINUTE]);
  });

  test("with a dynamic sliding window counts its limit from the first item", async () => {
    const sliding = batch({
      window: undefined,
      until: "data.window",
      windowType: "sliding",
      windowLimit: { unit: "minutes", value: 2 },
    });
    const trigger = { to: ["ann"], data: { n: 1, window: { unit: "hours", value: 1 } } };
    expect((await play({ steps: [sliding, bell()], triggers: [trigger] })).times).toEqual([120]);
  });

  test("separates items by key and recipient, also by long keys", async () => {
    const keyed = batch({ key: "data.k" });
    const long = (end: string): string => "x".repeat(300) + end;
    const triggers = ["a", "b", "a", long("1"), long("2")].map((k, n) => ({ to: ["ann", "bob"], data: { n, k } }));
    const told = await play({ steps: [keyed, bell("{{ recipient.id }} {{ total_activities }}")], triggers });
    expect(told.texts.sort()).toEqual([...["ann 1", "ann 1", "ann 1", "ann 2", "bob 1", "bob 1", "bob 1", "bob 2"]]);
  });

  test("closes at once when it is full, and the next item opens another", async () => {
    const full = batch({ maxItems: 2 });
    const told = await play({ steps: [full, bell(TOTALS)], triggers: [1, 2, 3, 4, 5].map((n) => at(0, n)) });
    expect(told.texts).toEqual(["2 by 0: 1 2 /2", "2 by 0: 3 4 /4", "1 by 0: 5 /5"]);
    expect(told.times).toEqual([0, 0, 300]);
  });

  test("with flush_leading passes the first item, batches the next ones, and sends nothing without any", async () => {
    const leading = batch({ mode: "flush_leading" });
    const told = await play({ steps: [leading, bell(TOTALS)], triggers: [at(0, 1), at(10, 2), at(20, 3), at(400, 4)] });
    expect(told.texts).toEqual(["1 by 0: 1 /1", "2 by 0: 2 3 /3", "1 by 0: 4 /4"]);
    expect(told.times).toEqual([0, 300, 400]);
    expect(told.codes[0]).toContain("batch.led");
    expect(told.statuses).toEqual(["COMPLETED", "COMPLETED", "COMPLETED", "COMPLETED"]);
  });

  test("loses only the cancelled item, even that of the run that opened it", async () => {
    const triggers = [at(0, 1, { key: "one" }), at(1, 2, { key: "two" }), at(2, 3)];
    const story = { steps: [batch(), bell(TOTALS)], triggers };
    const opener = await play({ ...story, cancels: [{ after: 10, key: "one" }] });
    expect(opener.texts).toEqual(["2 by 0: 2 3 /3"]);
    expect(opener.times).toEqual([300]);
    expect(opener.statuses).toEqual(["CANCELLED", "COMPLETED", "COMPLETED"]);
    const later = await play({ ...story, cancels: [{ after: 10, key: "two" }] });
    expect(later.texts).toEqual(["2 by 0: 1 3 /3"]);
  });

  test("that is empty when it closes sends nothing", async () => {
    const triggers = [at(0, 1, { key: "one" }), at(1, 2, { key: "one" })];
    const told = await play({ steps: [batch(), bell()], triggers, cancels: [{ after: 10, key: "one" }] });
    expect(told.messages).toEqual([]);
    expect(told.statuses).toEqual(["CANCELLED", "CANCELLED"]);
  });

  test("passes the first or last few items, in order of arrival, with exact totals", async () => {
    const triggers = Array.from({ length: 30 }, (_, n) => at(n, n, { actor: `actor-${n % 12}` }));
    const shown = async (more: object): Promise<string[]> =>
      (await play({ steps: [batch(more), bell(TOTALS)], triggers })).texts;
    expect(await shown({})).toEqual(["30 by 12: 0 1 2 3 4 5 6 7 8 9 /29"]);
    expect(await shown({ order: "desc", renderLimit: 3 })).toEqual(["30 by 12: 27 28 29 /29"]);
  });

  test("gives its activities their actor, recipient and time, and deeply merged data", async () => {
    const template =
      "{% for a in activities %}{{ a.actor.name }} to {{ a.recipient.name }} at {{ a.inserted_at }}: {{ a.data.x.n }}; {% endfor %}{{ data.x | json }}";
    const told = await play({
      steps: [batch(), bell(template)],
      triggers: [
        { to: ["ann"], actor: "bob", data: { x: { n: 1, old: true } } },
        { after: 1, to: ["ann"], actor: "cy", data: { x: { n: 2 } } },
      ],
      users: [
        { userId: "ann", name: "Ann" },
        { userId: "bob", name: "Bob" },
        { userId: "cy", name: "Cy" },
      ],
    });
    expect(told.texts[0]?.replaceAll("&quot;", '"')).toBe(
      'Bob to Ann at 2026-11-24T09:00:00.000Z: 1; Cy to Ann at 2026-11-24T09:00:01.000Z: 2; {"n":2,"old":true}',
    );
  });

  test.each<[string, object, string]>([
    ["is not there", {}, "time.missing"],
    ["is no time", { until: "soon" }, "time.invalid"],
    ["has passed", { until: "2026-11-24T08:59:59Z" }, "time.past"],
    ["is longer than a year", { until: "2027-11-25T09:00:00Z" }, "time.too_far"],
  ])("whose window %s is skipped, and the run continues", async (_name, data, why) => {
    const steps = [batch({ window: undefined, until: "data.until" }), bell("{{ total_activities }}")];
    const told = await play({ steps, triggers: [{ to: ["ann"], data: JSON.parse(JSON.stringify(data)) }] });
    expect(told.texts).toEqual(["1"]);
    expect(told.runs[0]?.trace[1]).toMatchObject([expect.anything(), "collect", "batch.skipped", { why }]);
  });

  test("passes the same activities to later steps, also after a delay", async () => {
    const steps = [batch(), bell(TOTALS), { ref: "later", type: "delay", for: { unit: "hours", value: 1 } }];
    const told = await play({ steps: [...steps, bell(TOTALS, { ref: "again" })], triggers: [at(0, 1), at(5, 2)] });
    expect(told.texts).toEqual(["2 by 0: 1 2 /2", "2 by 0: 1 2 /2"]);
  });

  test("after another batch has one activity per batch that closed", async () => {
    const second = batch({ ref: "gather", window: { unit: "minutes", value: 20 } });
    const told = await play({ steps: [batch(), second, bell(TOTALS)], triggers: [at(0, 1), at(10, 2), at(400, 3)] });
    expect(told.texts).toEqual(["2 by 0: 1 3 /3"]);
  });

  test("evaluates preferences with its first activity", async () => {
    const when = { variable: "data.n", operator: "not_equal_to", argument: 1 } as const;
    const preferences = { ann: { recipient: { rules: [{ when }], commercialSubscribed: null } } };
    const told = async (first: number, second: number): Promise<number> => {
      const triggers = [at(0, first), at(1, second)];
      return (await play({ steps: [batch(), bell(TOTALS)], preferences, triggers })).messages.length;
    };
    expect(await told(1, 2)).toBe(0);
    expect(await told(2, 1)).toBe(1);
  });

  test("at nine on weekdays closes in the recipient's time zone, across a change to summer time", async () => {
    const digest = batch({ window: undefined, rule: { frequency: "daily", days: "weekdays", hours: 9 } });
    const told = await play({
      steps: [digest, bell("{{ recipient.id }}")],
      startAt: Date.parse("2026-03-27T12:00:00Z"),
      triggers: [{ to: ["berlin", "tokyo", "nowhere"] }],
      users: [
        { userId: "berlin", timezone: "Europe/Berlin" },
        { userId: "tokyo", timezone: "Asia/Tokyo" },
        { userId: "nowhere", timezone: "Mars/Olympus" },
      ],
    });
    const moments = told.messages.map((each) => [each.recipientKey, new Date(each.at).toISOString()]);
    expect(Object.fromEntries(moments)).toEqual({
      // A Friday. On Sunday summer time begins, so nine on Monday is 07:00 UTC.
      "u/berlin": "2026-03-30T07:00:00.000Z",
      "u/tokyo": "2026-03-30T00:00:00.000Z",
      "u/nowhere": "2026-03-30T09:00:00.000Z",
    });
  });
});
