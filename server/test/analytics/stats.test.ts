import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { StatisticsRepository } from "../../src/modules/statistics/index.js";
import { createLaneApi, type LaneApi } from "../support/lanes.js";

const HOUR_MS = 3_600_000;
const NOTIFY = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
const MARK = "mutation($i: MarkMessagesInput!) { markMessages(input: $i) { messages { id } } }";
const MARK_FEED = "mutation($i: MarkFeedInput!) { markFeed(input: $i) { changedCount } }";
const FIELDS = "made sent delivered failed seen read interacted runs";
const STATS = `query($i: StatsInput!) { stats(input: $i) { countedFrom times
  series { groupKey ${FIELDS} totals { ${FIELDS} } } } }`;

type Kinds = Record<"made" | "sent" | "delivered" | "failed" | "seen" | "read" | "interacted" | "runs", number>;
interface Series {
  groupKey: string | null;
  totals: Kinds;
  made: number[];
  read: number[];
  runs: number[];
}
interface Stats {
  countedFrom: string;
  times: string[];
  series: Series[];
}

let api: LaneApi;
const rows = new StatisticsRepository();

beforeAll(async () => {
  api = await createLaneApi();
  const bell = (markdown: string): object => ({
    ref: "bell",
    type: "channel",
    channelKey: "in-app",
    template: { markdown },
  });
  await api.commit({ key: "news", name: "News", steps: [bell("{{ data.n }}")] });
  await api.commit({ key: "own", name: "Own", steps: [bell("{{ recipient.id }}")] });
  await api.commit({
    key: "later",
    name: "Later",
    steps: [{ ref: "wait", type: "delay", for: { unit: "minutes", value: 10 } }, bell("Later")],
  });
});
afterAll(() => api.db.drop());

async function stats(input: object = {}): Promise<Stats> {
  const { stats: found } = (await api.get(STATS, { i: { range: {}, interval: "HOUR", ...input } })) as unknown as {
    stats: Stats;
  };
  return found;
}

async function totals(input: object = {}): Promise<Kinds | undefined> {
  return (await stats(input)).series[0]?.totals;
}

async function foldAll(): Promise<void> {
  while (await rows.fold(api.db.database));
}

/** The same counts by reading all rows. */
async function counted(): Promise<Kinds> {
  const [found] = await api.db.database.query<Kinds>(
    `select count(*)::int as made, count(*) filter (where delivery_status in ('SENT', 'DELIVERED'))::int as sent,
       count(*) filter (where delivery_status = 'DELIVERED')::int as delivered,
       count(*) filter (where delivery_status = 'UNDELIVERED')::int as failed, count(seen_at)::int as seen, count(read_at)::int as read,
       count(interacted_at)::int as interacted, (select count(*)::int from runs where finished_at is not null) as runs
     from messages where delivery_status <> 'NOT_SENT'`,
  );
  if (!found) throw new Error("Postgres counts nothing.");
  return found;
}

/** Compares with all rows, before and after the counts are summed up. */
async function expectExact(): Promise<Kinds> {
  const expected = await counted();
  for (const basis of ["OCCURRED", "MADE"]) {
    expect({ basis, ...(await totals({ basis })) }).toEqual({ basis, ...expected });
  }
  await foldAll();
  expect(await api.db.database.query("select 1 from stat_deltas")).toEqual([]);
  for (const basis of ["OCCURRED", "MADE"]) {
    expect({ basis, ...(await totals({ basis })) }).toEqual({ basis, ...expected });
    expect({ basis, ...(await totals({ basis, interval: "DAY" })) }).toEqual({ basis, ...expected });
    expect({ basis, ...(await totals({ basis, interval: "WEEK", timezone: "Asia/Tokyo" })) }).toEqual({
      basis,
      ...expected,
    });
  }
  return expected;
}

async function notify(workflowKey: string, input: object): Promise<void> {
  await api.get(NOTIFY, { i: { workflowKey, ...input } });
  await api.settleUntil(api.runtime.clock.now());
}

async function idsOf(userId: string): Promise<string[]> {
  const list = `{ messages(first: 50, filter: { recipient: { userId: "${userId}" } }) { nodes { id } } }`;
  const { messages } = (await api.get(list)) as unknown as { messages: { nodes: { id: string }[] } };
  return messages.nodes.map(({ id }) => id);
}

const users = (count: number): { to: { userId: string } }[] =>
  Array.from({ length: count }, (_, n) => ({ to: { userId: `user-${n}` } }));

describe("counts equal those of all rows", () => {
  test("after fan-outs, to named recipients and to subscribers, of shared decisions and others", async () => {
    const object = { collection: "projects", objectId: "apollo" };
    const recipients = Array.from({ length: 40 }, (_, n) => ({ userId: `user-${n}` }));
    await api.get("mutation($i: SubscribeInput!) { subscribe(input: $i) { changedCount } }", {
      i: { object, recipients },
    });
    await notify("news", { recipients: [{ to: { object } }], data: { n: 1 } });
    await notify("own", { recipients: users(25) });
    const { made, delivered, runs } = await expectExact();
    expect([made, delivered]).toEqual([66, 66]);
    expect(runs).toBe(66);
  });

  test("messages in sandbox mode are not counted, their runs are", async () => {
    const before = await counted();
    await notify("news", { recipients: users(5), settings: { sandboxMode: true }, data: { n: 2 } });
    await api.get(MARK, { i: { ids: await idsOf("user-0"), mark: "SEEN" } });
    const after = await expectExact();
    expect([after.made, after.runs]).toEqual([before.made, before.runs + 5]);
  });

  test("after marks and what takes them back, each counted at the time of the mark", async () => {
    const ids = await idsOf("user-1");
    await api.get(MARK, { i: { ids, mark: "READ" } });
    await api.get(MARK, { i: { ids, mark: "READ" } });
    await api.get(MARK, { i: { ids: ids.slice(0, 1), mark: "INTERACTED" } });
    await expectExact();
    api.runtime.clock.set(api.runtime.clock.now() + 2 * HOUR_MS);
    await api.get(MARK, { i: { ids: ids.slice(0, 1), mark: "INTERACTED" } });
    await api.get(MARK, { i: { ids: ids.slice(0, 1), mark: "UNREAD" } });
    await api.get(MARK_FEED, { i: { recipient: { userId: "user-2" }, mark: "READ" } });
    await expectExact();
    const byHour = await api.db.database.query<{ at: Date; count: number }>(
      "select date_bin('1 hour', read_at, 'epoch') as at, count(*)::int as count from messages where read_at is not null group by 1 order by 1",
    );
    const { times, series } = await stats();
    const shown = times.flatMap((at, n) =>
      series[0]?.read[n] ? [{ at: new Date(at), count: series[0].read[n] }] : [],
    );
    expect(shown).toEqual(byHour);
    expect(byHour).toHaveLength(2);
    await api.get(MARK, { i: { ids, mark: "UNSEEN" } });
    await expectExact();
  });

  test("after runs that waited, were cancelled, or failed", async () => {
    const input = { recipients: users(6), cancellationKey: "stop" };
    await notify("later", input);
    await expectExact();
    const cancel = "mutation($i: CancelInput!) { cancel(input: $i) { cancelledRunCount } }";
    await api.get(cancel, { i: { workflowKey: "later", cancellationKey: "stop", recipients: [{ userId: "user-0" }] } });
    await api.settleUntil(api.runtime.clock.now() + HOUR_MS);
    await expectExact();
    const byOutcome = await api.db.database.query<{ groupKey: string; runs: number }>(
      'select outcome_code as "groupKey", count(*)::int as runs from runs where finished_at is not null group by 1 order by 2 desc, 1',
    );
    const { series } = await stats({ groupBy: "OUTCOME" });
    expect(series.map(({ groupKey, totals: { runs } }) => ({ groupKey, runs }))).toEqual(byOutcome);
    expect(byOutcome.length).toBeGreaterThan(1);
  });
});

test("deleted people and forgotten messages stay counted", async () => {
  const before = await counted();
  await api.get('mutation { deleteUser(input: { userId: "user-1" }) { __typename } }');
  await api.settleUntil(api.runtime.clock.now());
  expect((await counted()).made).toBeLessThan(before.made);
  expect(await totals()).toEqual(before);
  await foldAll();
  expect(await totals()).toEqual(before);
});

describe("groups", () => {
  test("are the workflows or channels by key, the largest first; filters choose one", async () => {
    const { series } = await stats({ groupBy: "WORKFLOW" });
    const made = series.map(({ groupKey, totals: each }) => [groupKey, each.made]);
    expect(made).toEqual([
      ["news", 41],
      ["own", 25],
      ["later", 5],
    ]);
    expect(await totals({ workflowKey: "own" })).toMatchObject({ made: 25, runs: 25 });
    expect(await totals({ workflowKey: "none" })).toMatchObject({ made: 0, runs: 0 });
    const channels = (await stats({ groupBy: "CHANNEL" })).series;
    expect(channels.map(({ groupKey, totals: each }) => [groupKey, each.made, each.runs])).toEqual([["in-app", 71, 0]]);
    expect(await totals({ channelKey: "in-app" })).toMatchObject({ made: 71, runs: 0 });
  });

  test("beyond 20 are one", async () => {
    for (let n = 0; n < 22; n += 1) {
      await api.commit({
        key: `many-${n}`,
        name: "Many",
        steps: [{ ref: "stop", type: "delay", for: { unit: "seconds", value: 1 } }],
      });
      await api.get(NOTIFY, { i: { workflowKey: `many-${n}`, recipients: users(1) } });
    }
    await api.settleUntil(api.runtime.clock.now() + 2000);
    const { series } = await stats({ groupBy: "WORKFLOW" });
    expect(series).toHaveLength(21);
    expect(series.at(-1)).toMatchObject({ groupKey: "*", totals: { runs: 5 } });
    const runs = series.reduce((sum, { totals: each }) => sum + each.runs, 0);
    expect(runs).toBe((await totals())?.runs);
  });
});

describe("summing up", () => {
  test("that is interrupted changes nothing", async () => {
    await notify("news", { recipients: users(7), data: { n: 3 } });
    const before = await totals();
    const broken = api.db.database.transaction(async (tx) => {
      await rows.fold(tx);
      throw new Error("The process ends here.");
    });
    await expect(broken).rejects.toThrow("ends here");
    expect(await totals()).toEqual(before);
    await foldAll();
    expect(await totals()).toEqual(before);
  });

  test("by several processes at once, while sets go on, loses nothing", async () => {
    const before = (await totals())?.made ?? 0;
    const sets = Array.from({ length: 6 }, (_, n) => notify("own", { recipients: users(4), data: { n } }));
    const folds = Array.from({ length: 12 }, () => rows.fold(api.db.database));
    await Promise.all([...sets, ...folds]);
    await Promise.all(Array.from({ length: 4 }, () => foldAll()));
    expect((await totals())?.made).toBe(before + 24);
    expect((await totals({ interval: "DAY" }))?.made).toBe(before + 24);
  });

  test("a set that fails counts nothing", async () => {
    const before = await totals();
    const message = {
      workflowId: 1,
      channelId: 1,
      deliveryStatus: "DELIVERED",
      kind: "made" as const,
      code: "",
      count: 3,
    };
    const failing = api.db.database.transaction(async (tx) => {
      tx.defer(rows.append(tx, api.home.environmentId, [message], new Date(api.runtime.clock.now())));
      await tx.query("select 1 / 0");
    });
    await expect(failing).rejects.toThrow("zero");
    expect(await totals()).toEqual(before);
  });

  test("keeps hours for 35 days and days for 400", async () => {
    await foldAll();
    const before = await totals({ interval: "DAY" });
    const now = api.runtime.clock.now();
    api.runtime.clock.set(now + 36 * 24 * HOUR_MS);
    await api.modules.statistics.forget();
    expect(await api.db.database.query("select 1 from stats_hourly")).toEqual([]);
    const range = { from: new Date(now - 24 * HOUR_MS).toISOString() };
    expect(await totals({ interval: "DAY", range })).toEqual(before);
    expect(await totals({ interval: "DAY", range, timezone: "Asia/Tokyo" })).toEqual(before);
    api.runtime.clock.set(now + 402 * 24 * HOUR_MS);
    await api.modules.statistics.forget();
    expect(await api.db.database.query("select 1 from stats_daily")).toEqual([]);
  });
});

test("wrong input is refused", async () => {
  const errorsOf = async (input: object): Promise<string[]> =>
    (await api.ask(STATS, { i: { range: {}, interval: "HOUR", ...input } })).errors;
  expect(await errorsOf({ timezone: "Berlin" })).toEqual(["BAD_USER_INPUT input.timezone unknown_timezone"]);
  const from = "2026-01-01T00:00:00Z";
  expect(await errorsOf({ range: { from, to: "2026-02-01T00:00:00Z" } })).toEqual([
    "BAD_USER_INPUT input.range out_of_range",
  ]);
  expect(await errorsOf({ range: { from, to: from } })).toEqual(["BAD_USER_INPUT input.range out_of_range"]);
  expect(await errorsOf({ range: { from, to: "2026-02-01T00:00:00Z" }, interval: "DAY" })).toEqual([]);
});
