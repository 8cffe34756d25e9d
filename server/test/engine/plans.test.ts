import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { DueLanesRepository } from "../../src/modules/runs/due/due-lanes.repository.js";
import { FeedRepository } from "../../src/modules/feeds/feed.repository.js";
import { createLaneApi, type LaneApi } from "../support/lanes.js";

let api: LaneApi;

beforeAll(async () => {
  api = await createLaneApi();
});
afterAll(() => api.db.drop());

const STEPS = [
  { ref: "cap", type: "throttle", window: { unit: "days", value: 1 }, limit: 100 },
  { ref: "collect", type: "batch", window: { unit: "hours", value: 1 } },
  { ref: "later", type: "delay", for: { unit: "hours", value: 1 } },
  { ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "{{ recipient.name }}" } },
];
/** Statements that look up many rows by key. */
const LOOK_UPS =
  /^update fanouts|^with [bfklpw] as|as "recipientKey"|^select key, tenant_id, fits|from unnest\(\$3::uuid|^select w\.at|^select id, trigger_id|^update runs/;

/** The generic plans of a set's statements, as Postgres makes them while its tables are nearly empty. */
async function plansOf(statements: Iterable<string>): Promise<Map<string, string[]>> {
  const plans = new Map<string, string[]>();
  const session = await api.db.database.session(() => undefined);
  try {
    for (const name of ["enable_seqscan", "enable_hashjoin", "enable_mergejoin", "enable_sort"])
      await session.query(`set ${name} = off`);
    await session.query("set plan_cache_mode = force_generic_plan");
    for (const sql of statements) {
      await session.query(`prepare looked_at as ${sql}`);
      const count = Math.max(0, ...[...sql.matchAll(/\$(\d+)/g)].map(([, n]) => Number(n)));
      const nulls = Array.from({ length: count }, () => "null").join(", ");
      const rows = await session.query<{ "QUERY PLAN": string }>(
        `explain execute looked_at${count > 0 ? `(${nulls})` : ""}`,
      );
      plans.set(
        sql,
        rows.map((row) => row["QUERY PLAN"].trim()),
      );
      await session.query("deallocate looked_at");
    }
  } finally {
    session.release();
  }
  return plans;
}

test("a set finds runs, fan-outs, triggers, batches, throttles and frequency entries by key, also with plans for empty tables", async () => {
  const statements = new Set<string>();
  await api.commit({ key: "work", name: "Work", settings: { triggerFrequency: "once_per_recipient" }, steps: STEPS });
  const stop = api.db.database.onStatement((sql) => {
    if (LOOK_UPS.test(sql)) statements.add(sql);
  });
  const recipients = ["ann", "bob"].map((userId) => ({ to: { userId } }));
  await api.get("mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
    i: { workflowKey: "work", recipients },
  });
  statements.clear();
  await api.settleUntil(api.runtime.clock.now() + 86_400_000);
  const key = { environmentId: 1, recipientKey: "ann", channelId: 1 };
  await new FeedRepository().changes(api.db.database, [{ key, after: 0 }], 10);
  stop();
  const plans = await plansOf(statements);
  const wide = [...plans].filter(([, plan]) =>
    // A sort by the look-up key shows that the plan does not use the key's index.
    plan.some((line) => /Index Cond: \(environment_id = \$1\)$|Filter: \(id = |Sort Key: t\.id$/.test(line)),
  );
  expect(wide.map(([sql, plan]) => `${sql}\n${plan.join("\n")}`)).toEqual([]);
  expect(statements.size).toBe(16);
  const ofFanouts = [...plans].find(([sql]) => sql.startsWith("update fanouts"))?.[1] ?? [];
  expect(ofFanouts.filter((each) => each.includes("Index Scan")).join()).toContain("fanouts_pkey");
});

test("a set that decides once for many subscribers finds them, their preferences and their feeds by key", async () => {
  const statements = new Set<string>();
  await api.commit({ key: "news", name: "News", steps: [{ ...STEPS[3], template: { markdown: "{{ data.n }}" } }] });
  const object = { collection: "projects", objectId: "apollo" };
  const recipients = ["ann", "bob", "cy"].map((userId) => ({ userId }));
  await api.get("mutation($i: SubscribeInput!) { subscribe(input: $i) { changedCount } }", {
    i: { object, recipients },
  });
  const rules = [{ channelType: "IN_APP", allow: true }];
  await api.get("mutation($i: SetPreferencesInput!) { setPreferences(input: $i) { __typename } }", {
    i: { recipient: { userId: "ann" }, rules },
  });
  const stop = api.db.database.onStatement((sql) => {
    if (/^select p.page, count|places as \(order by p.page|^with made as|^with given as/.test(sql)) statements.add(sql);
  });
  await api.get("mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
    i: { workflowKey: "news", recipients: [{ to: { object } }] },
  });
  await api.settleUntil(api.runtime.clock.now());
  stop();
  // Messages are stored by three statements: alike ones with and without others in the set, and these others.
  expect(statements.size).toBe(6);
  const plans = [...(await plansOf(statements)).values()];
  expect(plans.filter((plan) => plan.join("\n").includes("subscriptions_by_object"))).toEqual([]);
  for (const plan of plans) {
    const isWide = (line: string): boolean =>
      /Seq Scan|Hash Join|Merge Join/.test(line) || (line.startsWith("Index Cond") && !/lane/.test(line));
    expect(plan.filter(isWide)).toEqual([]);
  }
});

test("S2: due rows are found by time, and waiting rows are not read", async () => {
  const statements = new Set<string>();
  const stop = api.db.database.onStatement((sql) => {
    if (/ due_at <= \$1/.test(sql)) statements.add(sql);
  });
  await new DueLanesRepository().due(api.db.database, new Date());
  await api.modules.runs.backlog.read();
  stop();
  expect(statements.size).toBe(2);
  for (const [, plan] of await plansOf(statements)) {
    const indexes = plan.flatMap((line) => /(?:using|Bitmap Index Scan on) (\w+)/.exec(line)?.[1] ?? []);
    expect(indexes).toEqual(expect.arrayContaining(["runs_due_by_time", "batches_due_by_time"]));
    expect(plan.filter((line) => line.startsWith("Seq Scan"))).toEqual([]);
    expect(plan).toEqual(expect.arrayContaining(["Index Cond: (due_at <= $1)", "Index Cond: (closes_at <= $1)"]));
  }
});

test("S14: lists of runs by workflow, and of messages by delivery status, use an index", async () => {
  const statements = new Set<string>();
  const stop = api.db.database.onStatement((sql) => {
    if (/from runs r|from messages m where|from deliveries d cross/.test(sql) && sql.startsWith("with looked"))
      statements.add(sql);
  });
  for (const status of ["FAILED", "WAITING", "COMPLETED"])
    await api.get(`{ runs(first: 5, filter: { workflowKey: "work", status: ${status} }) { nodes { id } } }`);
  await api.get('{ runs(first: 5, filter: { workflowKey: "work" }) { nodes { id } } }');
  for (const status of ["NOT_SENT", "BOUNCED"])
    await api.get(`{ messages(first: 5, filter: { deliveryStatus: ${status} }) { nodes { id } } }`);
  stop();
  const plans = [...(await plansOf(statements)).values()].map((plan) => plan.join("\n"));
  const using = (index: string): number => plans.filter((plan) => plan.includes(index)).length;
  expect(statements.size).toBe(6);
  expect([
    using("runs_cut_short_by_workflow"),
    using("runs_unfinished_by_workflow"),
    using("triggers_by_workflow"),
    using("messages_not_sent"),
    using("deliveries_by_state"),
  ]).toEqual([1, 1, 2, 1, 1]);
});
