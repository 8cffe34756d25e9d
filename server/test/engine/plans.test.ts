import { afterAll, beforeAll, expect, test } from "@jest/globals";
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
const LOOK_UPS = /^update fanouts|^with f as|as "recipientKey"/;

/** The statements of sets, as Postgres would plan them for good while its tables are young, and never for certain values. */
async function plansOf(statements: Iterable<string>): Promise<Map<string, string[]>> {
  const plans = new Map<string, string[]>();
  const session = await api.db.database.session(() => undefined);
  try {
    for (const name of ["enable_seqscan", "enable_hashjoin", "enable_mergejoin"])
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

test("a set finds fan-outs, triggers, batches, throttles and frequency marks by their keys, though the plan is of young tables", async () => {
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
  stop();
  const wide = [...(await plansOf(statements))].filter(([, plan]) =>
    plan.some((line) => /Index Cond: \(environment_id = \$1\)$/.test(line)),
  );
  expect(wide.map(([sql, plan]) => `${sql}\n${plan.join("\n")}`)).toEqual([]);
  expect(statements.size).toBe(5);
});
