import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { laneOf, runIdOf, userKey } from "../../src/modules/identifiers/index.js";
import { watchTurns } from "../support/cpu-of-turns.js";
import { usersOfOneLane } from "../support/lane-api.js";
import { createLaneApi, type LaneApi } from "../support/lanes.js";

const BUDGET = 500;
const SENTENCES = 100;
/** Some milliseconds of work per recipient. */
const SLOW = `{% for n in (1..${SENTENCES}) %}{{ recipient.id | append: n | upcase | replace: "A", "b" | truncate: 20 }} {% endfor %}`;

let api: LaneApi;

const bell = (markdown: string): object => ({
  ref: "bell",
  type: "channel",
  channelKey: "in-app",
  template: { markdown },
});
const collect = (more: object = {}): object => ({
  ref: "collect",
  type: "batch",
  window: { unit: "minutes", value: 5 },
  ...more,
});

beforeAll(async () => {
  api = await createLaneApi();
  await api.commit({ key: "slow", name: "Slow", steps: [bell(SLOW)] });
  await api.commit({ key: "plain", name: "Plain", steps: [bell("hello")] });
  await api.commit({
    key: "large",
    name: "Large",
    feedData: ["n", "first", "last"],
    steps: [
      collect({ renderLimit: 3, order: "desc" }),
      bell("{{ total_activities }} {{ total_actors }} {% for a in activities %}{{ a.n }} {% endfor %}{{ data.first }}"),
    ],
  });
  await api.commit({
    key: "waits",
    name: "Waits",
    steps: [{ ref: "later", type: "delay", for: { unit: "minutes", value: 5 } }, bell("late")],
  });
});
afterAll(() => api.db.drop());

async function notify(workflowKey: string, userIds: readonly string[], more: object = {}): Promise<void> {
  const recipients = userIds.map((userId) => ({ to: { userId } }));
  await api.get("mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
    i: { workflowKey, recipients, ...more },
  });
}

async function textsOf(userId: string): Promise<string[]> {
  const { feed } = await api.get(
    "query($u: ID!) { feed(recipient: { userId: $u }) { items { nodes { blocks { ... on MarkdownBlock { html } } } } } }",
    { u: userId },
  );
  const { items } = feed as unknown as { items: { nodes: { blocks: { html: string }[] }[] } };
  return items.nodes.map(({ blocks }) => blocks[0]?.html ?? "");
}

describe("X-09: a set of slow runs", () => {
  test("ends when its time is used, runs at least one run, and leaves the others unchanged", async () => {
    const users = usersOfOneLane(api.home, 120);
    const lane = laneOf(api.home.environmentId, userKey(users[0] ?? ""));
    await notify("slow", users);
    const sizes: number[] = [];
    for (let isMore = true; isMore;) {
      const outcome = await api.modules.runs.lanes.work([api.home.environmentId, lane], BUDGET);
      sizes.push(outcome.movedCount);
      expect(outcome.isCut).toBe(sizes.reduce((sum, size) => sum + size, 0) < 120);
      isMore = outcome.lanes[0]?.status === "more";
    }
    expect(sizes.length).toBeGreaterThan(2);
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThanOrEqual(1);
    const [counts] = await api.db.database.query(
      `select count(*)::int as runs, count(distinct recipient_key)::int as people,
         count(*) filter (where status in ('COMPLETED', 'FAILED'))::int as ended from runs where lane = $1`,
      [lane],
    );
    expect(counts).toEqual({ runs: 120, people: 120, ended: 120 });
    const fanouts = await api.db.database.query("select run_count, is_done from fanouts where lane = $1", [lane]);
    expect(fanouts).toEqual([{ run_count: 120, is_done: true }]);
  });

  test("yields the event loop meanwhile", async () => {
    const users = Array.from({ length: 60 }, (_, n) => `slow-${n}`);
    await notify("slow", users);
    await notify("slow", ["slow-0"]);
    await api.settle();
    await notify("slow", users);
    const turns = watchTurns();
    const lanes = [...new Set(users.map((user) => laneOf(api.home.environmentId, userKey(user))))];
    const outcome = await api.modules.runs.lanes.workTogether(api.home.environmentId, lanes.slice(0, 32), BUDGET);
    const { worstMs } = turns.stop();
    expect(outcome.movedCount).toBeGreaterThan(0);
    expect(worstMs).toBeLessThan(100);
    await api.settle();
  });

  test("X-09: a run of very many expensive steps continues in later sets, and other runs proceed between its steps", async () => {
    const costly = "{% for n in (1..2400) %}{{ recipient.id | size | plus: n }} {% endfor %}";
    const steps = Array.from({ length: 120 }, (_each, n) => ({ ...bell(costly), ref: `bell${n}` }));
    await api.commit({ key: "endless", name: "Endless", steps });
    await notify("endless", ["patient"]);
    const turns = watchTurns();
    const lane = laneOf(api.home.environmentId, userKey("patient"));
    const outcome = await api.modules.runs.lanes.workTogether(api.home.environmentId, [lane], BUDGET);
    expect(turns.stop().worstMs).toBeLessThan(400);
    expect(outcome.movedCount).toBeGreaterThan(0);
    const status = async (): Promise<unknown> =>
      (await api.db.database.query("select status from runs where recipient_key = $1", [userKey("patient")]))[0];
    expect(await status()).toEqual({ status: "WAITING" });
    await api.settle();
    expect(await status()).toEqual({ status: "COMPLETED" });
    const made = await api.db.database.query(
      "select step_ref from messages where recipient_key = $1 order by ordinal",
      [userKey("patient")],
    );
    expect(made).toEqual(steps.map(({ ref }) => ({ step_ref: ref })));
  });

  test("of woken runs is limited likewise, and the rest stays due", async () => {
    const users = usersOfOneLane(api.home, 260).slice(200);
    await api.commit({
      key: "slow-later",
      name: "Slow later",
      steps: [{ ref: "later", type: "delay", for: { unit: "minutes", value: 5 } }, bell(SLOW)],
    });
    await notify("slow-later", users);
    await api.settleUntil(api.runtime.clock.now() + 300_000);
    const ended = await api.db.database.query(
      "select 1 from runs where recipient_key = any($1) and due_at is null and status in ('COMPLETED', 'FAILED')",
      [users.map(userKey)],
    );
    expect(ended).toHaveLength(60);
  });
});

describe("S3: a batch that closes", () => {
  const COUNT = 10_000;

  /** Stores a batch of `count` items, each with data of its own, whose runs wait in it. */
  async function storeBatch(userId: string, padding: number): Promise<void> {
    await notify("large", [userId], { data: { n: 0, first: "yes" } });
    await api.settle();
    const key = userKey(userId);
    const [seed] = await api.db.database.query<{
      batch_id: string;
      lane: number;
      environment_id: number;
      trigger_id: string;
      seq: number;
    }>(
      `select batch_id, lane, environment_id, trigger_id, trigger_seq::int as seq from runs where recipient_key = $1 and status = 'WAITING'`,
      [key],
    );
    if (!seed) throw new Error("There is no batch.");
    const ids = Array.from({ length: COUNT - 1 }, (_, n) => runIdOf(seed.seq, seed.trigger_id, `${key}/${n}`));
    await api.db.database.query(
      `insert into runs (environment_id, lane, id, trigger_id, trigger_seq, source, workflow_id, version_id, recipient_key, status, batch_id, state, trace, created_at)
       select r.environment_id, r.lane, k.id, r.trigger_id, r.trigger_seq, r.source, r.workflow_id, r.version_id, r.recipient_key, r.status, r.batch_id, r.state, r.trace, r.created_at
       from runs r cross join unnest($2::uuid[]) as k(id) where r.recipient_key = $1 and r.status = 'WAITING'`,
      [key, ids],
    );
    for (let from = 0; from < ids.length; from += 500) {
      await api.db.database.query(
        `insert into batch_items (environment_id, lane, batch_id, ordinal, run_id, trigger_id, actor_key, data, created_at)
         select $1, $2, $3, $7::int + k.n + 1, k.id, $4, 'u/actor-' || ($7::int + k.n) % 7,
           jsonb_build_object('n', $7::int + k.n, 'text',
             (select string_agg(md5(k.n::text || g::text), '') from generate_series(1, $6::int) g)), now()
         from unnest($5::uuid[]) with ordinality as k(id, n)`,
        [seed.environment_id, seed.lane, seed.batch_id, seed.trigger_id, ids.slice(from, from + 500), padding, from],
      );
    }
    await api.db.database.query("update batches set item_count = $2 where id = $1", [seed.batch_id, COUNT]);
    await api.db.database.query("update fanouts set run_count = $2 where trigger_id = $1", [seed.trigger_id, COUNT]);
  }

  test("with 10,000 items of 16 KiB reads them in parts, and keeps few in memory at a time", async () => {
    await storeBatch("large", 500);
    const statements: string[] = [];
    const stop = api.db.database.onStatement((sql) => statements.push(sql));
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().heapUsed)), 5);
    await api.settleUntil(api.runtime.clock.now() + 300_000);
    clearInterval(watch);
    stop();
    // Of more items than may be merged, the last ones count. `data.first` is the first of those.
    expect(await textsOf("large")).toEqual(["<p>10000 7 9997 9998 9999 </p>"]);
    // All items together are 160 MiB, and several times that as objects.
    expect((peak - before) / 1024 / 1024).toBeLessThan(200);
    expect(statements.filter((sql) => sql.includes("batch_items")).length).toBeLessThan(100);
    const done = await api.db.database.query(
      "select status, count(*)::int as count from runs where recipient_key = 'u/large' group by status",
    );
    expect(done).toEqual([{ status: "COMPLETED", count: COUNT }]);
  }, 120_000);

  test("with 10,000 small items merges all of them, including the first one's data", async () => {
    await storeBatch("small", 1);
    await api.settleUntil(api.runtime.clock.now() + 300_000);
    expect(await textsOf("small")).toEqual(["<p>10000 7 9997 9998 9999 yes</p>"]);
  });

  test("among fifty of a lane takes as many statements as alone", async () => {
    const users = usersOfOneLane(api.home, 340).slice(290);
    for (let n = 0; n < 3; n += 1) await notify("large", users, { data: { n } });
    await api.settle();
    const count = async (): Promise<number> => {
      const statements: string[] = [];
      const stop = api.db.database.onStatement((sql) => statements.push(sql));
      const lane = laneOf(api.home.environmentId, userKey(users[0] ?? ""));
      await api.modules.runs.lanes.work([api.home.environmentId, lane], BUDGET);
      stop();
      return statements.length;
    };
    api.runtime.clock.advance(300_000);
    expect(await count()).toBeLessThan(30);
    await api.settle();
    expect(await textsOf(users[0] ?? "")).toHaveLength(1);
    expect(await textsOf(users[49] ?? "")).toHaveLength(1);
  });
});

describe("S11: a due run whose trigger no longer exists", () => {
  test("ends with that reason, and does not block the runs behind it", async () => {
    await notify("waits", ["orphan"]);
    await api.settle();
    await api.db.database.query(
      "delete from triggers where id = (select trigger_id from runs where recipient_key = 'u/orphan')",
    );
    await api.settleUntil(api.runtime.clock.now() + 300_000);
    const [run] = await api.db.database.query<{ status: string; trace: [number, null, string, object][] }>(
      "select status, trace from runs where recipient_key = 'u/orphan'",
    );
    expect(run).toMatchObject({ status: "FAILED" });
    expect(run?.trace.at(-1)?.slice(2)).toEqual(["run.failed", { reason: expect.stringContaining("not stored") }]);
  });
});
