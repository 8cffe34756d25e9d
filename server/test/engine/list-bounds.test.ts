import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { MessageListRepository } from "../../src/modules/messages/list/message-list.repository.js";
import { RunRepository } from "../../src/modules/runs/api/run.repository.js";
import { TriggerRepository } from "../../src/modules/triggers/trigger.repository.js";
import type { Page } from "../../src/platform/paging/index.js";
import type { Queryable } from "../../src/platform/postgres/index.js";
import { createPopulatedApi, type PopulatedApi } from "../support/populated-api.js";

/** CARILLON_LIST_ROWS sets the number. */
const COUNT = Number(process.env["CARILLON_LIST_ROWS"] ?? 30_000);
const RICH = "u/rich";

let api: PopulatedApi;
let environmentId: number;

/**
 * Half of the triggers are of `plain`, whose runs wait, and half of `batched`, whose runs were cancelled. No message
 * was sent. One in 5,000 differs. A tenth of the runs and messages belong to one user. One trigger of `broken` has as
 * many runs as all others together.
 */
beforeAll(async () => {
  api = await createPopulatedApi();
  await api.modules.runs.worker.stop();
  const { database } = api.db;
  const workflows = await database.query<{ id: number; environment_id: number; key: string; version_id: number }>(
    "select w.id, w.environment_id, w.key, v.id as version_id from workflows w join workflow_versions v on v.workflow_id = w.id",
  );
  const idOf = (key: string): number => workflows.find((each) => each.key === key)?.id ?? 0;
  const [{ id: channelId } = { id: 0 }] = await database.query<{ id: number }>("select id from channels limit 1");
  environmentId = workflows[0]?.environment_id ?? 0;
  const version = workflows[0]?.version_id;
  const [plain, batched, broken] = ["plain", "batched", "broken"].map(idOf);
  const { laneOf } = await import("../../src/modules/identifiers/index.js");
  await inSlices(
    `insert into triggers (environment_id, id, seq, workflow_id, version_id, tenant_id, data, cancellation_key, is_sandbox, skips_delays, accepted_at)
     select $1, gen_random_uuid(), n, case when n % 2 = 0 then $2::int else $3::int end, $4, case when n % 5000 = 0 then 'rare' else 'acme' end, '{}',
       case when n % 5000 = 1 then 'rare' else 'often' end, false, false, now() from generate_series($5::int, $6::int) n`,
    [environmentId, plain, batched, version],
  );
  await database.query(
    `insert into triggers (environment_id, id, seq, workflow_id, version_id, data, is_sandbox, skips_delays, accepted_at)
     values ($1, gen_random_uuid(), $2, $3, $4, '{}', false, false, now())`,
    [environmentId, COUNT + 1, broken, version],
  );
  /** In slices, because a statement may take at most ten seconds. */
  async function inSlices(sql: string, values: unknown[]): Promise<void> {
    for (let from = 1; from <= COUNT; from += 20_000)
      await database.query(sql, [...values, from, Math.min(COUNT, from + 19_999)]);
  }
  const run = "(lpad(to_hex(t.seq), 12, '0') || substr(md5(random()::text), 1, 20))::uuid";
  await inSlices(
    `insert into runs (environment_id, lane, id, trigger_id, trigger_seq, source, workflow_id, version_id, recipient_key, status, trace, created_at)
     select $1, case when t.seq % 10 = 0 then $2::int else t.seq % 256 end, ${run}, t.id, t.seq, '', t.workflow_id, $3::int,
       case when t.seq % 10 = 0 then $4::text else 'u/' || t.seq end,
       (case when t.seq % 5000 = 0 then 'PENDING' when t.seq % 5000 = 1 then 'FAILED' when t.seq % 2 = 0 then 'WAITING' else 'CANCELLED' end)::run_status,
       '[]'::jsonb, date_trunc('milliseconds', now()) from triggers t where t.environment_id = $1 and t.seq between $5 and $6
     union all select $1, n % 256, (lpad(to_hex(t.seq), 12, '0') || substr(md5(n::text), 1, 20))::uuid, t.id, t.seq, '', t.workflow_id, $3,
       'u/x' || n, 'CANCELLED', '[]'::jsonb, date_trunc('milliseconds', now()) from triggers t cross join generate_series($5::int, $6::int) n
       where t.environment_id = $1 and t.seq = ${COUNT + 1}`,
    [environmentId, laneOf(environmentId, RICH), version, RICH],
  );
  await inSlices(
    `insert into messages (environment_id, lane, run_id, ordinal, recipient_key, channel_id, trigger_id, version_id, workflow_id,
       step_ref, tenant_id, delivery_status, content_id, actor_count, activity_count, created_at, updated_at)
     select environment_id, lane, id, 1, recipient_key, $2, trigger_id, version_id, workflow_id, 'bell',
       case when trigger_seq % 5000 = 0 then 'rare' else 'acme' end,
       (case when trigger_seq % 5000 = 0 then 'DELIVERED' when trigger_seq % 5000 = 1 and trigger_seq <= $3 then 'BOUNCED' else 'NOT_SENT' end)::delivery_status,
       gen_random_uuid(), 0, 0, now(), now() from runs where environment_id = $1
       and (trigger_seq between $4 and $5 or trigger_seq = $3 + 1 and substr(recipient_key, 4)::int between $4 and $5)`,
    [environmentId, channelId, COUNT],
  );
  await database.query(
    `insert into deliveries (environment_id, lane, run_id, ordinal, channel_id, recipient_key, state, seed, created_at, updated_at)
     select environment_id, lane, run_id, ordinal, channel_id, recipient_key, delivery_status, '', created_at, updated_at
     from messages where environment_id = $1 and delivery_status = 'BOUNCED'`,
    [environmentId],
  );
  for (const table of ["triggers", "runs", "messages"]) await database.query(`analyze ${table}`);
}, 300_000);
afterAll(() => api.db.drop());

interface PlanNode {
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: PlanNode[];
}

function rowsRead(node: PlanNode): number {
  const removed = (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
  const own = node["Relation Name"] === undefined ? 0 : node["Actual Rows"] + removed;
  return own * node["Actual Loops"] + (node.Plans ?? []).reduce((sum, each) => sum + rowsRead(each), 0);
}

interface Found {
  rows: unknown[];
  stoppedAt: readonly (string | number)[] | null;
}
type List = (q: Queryable, filter: object, page: Page<never>) => Promise<Found>;
const NO_RUNS = {
  ...{ workflowKey: null, recipientKey: null, statuses: null, outcomeCodes: null, triggerUuid: null },
  ...{ createdFrom: null, createdTo: null, wakesFrom: null, wakesTo: null, version: null },
  ...{ tenantId: null, hasMessages: null, stepRef: null },
};
const NO_MESSAGES = {
  ...{ recipientKey: null, triggerUuid: null, workflowKey: null },
  ...{
    channelKey: null,
    tenantId: null,
    deliveryStatus: null,
    createdFrom: null,
    createdTo: null,
    undeliveredReasons: null,
  },
};
const LISTS: Record<string, List> = {
  triggers: (q, filter, page) => new TriggerRepository().page(q, environmentId, filter, page),
  runs: (q, filter, page) => new RunRepository().page(q, environmentId, { ...NO_RUNS, ...filter }, page),
  messages: (q, filter, page) =>
    new MessageListRepository().page(q, environmentId, { ...NO_MESSAGES, ...filter }, page),
};
const pageOf = (more: object = {}): Page<never> => ({
  size: 20,
  isBackward: false,
  after: null,
  before: null,
  ...more,
});

async function measure(
  list: string,
  filter: object,
  isBackward: boolean,
): Promise<{ found: Found; rows: number; ms: number }> {
  let rows = 0;
  const q = {
    query: async (sql: string, values: unknown[]) => {
      const [plan] = await api.db.database.query<{ "QUERY PLAN": [{ Plan: PlanNode }] }>(
        `explain (analyze, format json) ${sql}`,
        values,
      );
      if (plan) rows += rowsRead(plan["QUERY PLAN"][0].Plan);
      return api.db.database.query(sql, values);
    },
  } as unknown as Queryable;
  const startedAt = performance.now();
  const found = await LISTS[list]?.(q, filter, pageOf({ isBackward }));
  if (!found) throw new Error(`There is no list ${list}.`);
  return { found, rows, ms: performance.now() - startedAt };
}

const FILTERS: [list: string, filter: object][] = [
  ["triggers", {}],
  ["triggers", { workflowKey: "slow" }],
  ["triggers", { workflowKey: "plain", tenantId: "none" }],
  ["triggers", { workflowKey: "slow", tenantId: "acme" }],
  ["triggers", { cancellationKey: "none" }],
  ["triggers", { cancellationKey: "none", tenantId: "acme" }],
  ["triggers", { cancellationKey: "often", workflowKey: "plain" }],
  ["triggers", { cancellationKey: "often", workflowKey: "plain", tenantId: "none" }],
  ...["PENDING", "WAITING", "COMPLETED", "CANCELLED", "FAILED"].flatMap((status): [string, object][] => [
    ["runs", { status }],
    ["runs", { status, recipientKey: RICH }],
    ...["plain", "batched", "broken", "slow"].map((workflowKey): [string, object] => ["runs", { status, workflowKey }]),
    ["runs", { status, recipientKey: RICH, workflowKey: "slow" }],
  ]),
  ["runs", {}],
  ["runs", { workflowKey: "broken" }],
  ["runs", { workflowKey: "slow" }],
  ["runs", { recipientKey: RICH, workflowKey: "slow" }],
  ["messages", {}],
  ...["DELIVERED", "NOT_SENT", "BOUNCED", "SENT"].flatMap((deliveryStatus): [string, object][] => [
    ["messages", { deliveryStatus }],
    ["messages", { deliveryStatus, recipientKey: RICH }],
    ["messages", { deliveryStatus, workflowKey: "slow" }],
  ]),
  ["messages", { workflowKey: "slow" }],
  ["messages", { channelKey: "sms" }],
  ["messages", { tenantId: "none" }],
  ["messages", { tenantId: "none", recipientKey: RICH }],
];
/** A page over all lanes reads 12,800 messages; the planner's count may include skipped rows twice. */
const BOUNDS: Record<string, number> = { triggers: 4500, runs: 4500, messages: 15_000 };

describe("X-11: a page of a filtered list reads a bounded number of rows", () => {
  test.each(FILTERS)("%s %j", async (list, filter) => {
    for (const isBackward of [false, true]) {
      const { found, rows, ms } = await measure(list, filter, isBackward);
      if (process.env["CARILLON_LIST_ROWS"]) process.stderr.write(`${list} ${JSON.stringify(filter)} ${rows} ${ms}\n`);
      expect([isBackward, rows, rows <= (BOUNDS[list] ?? 0)]).toEqual([isBackward, rows, true]);
      expect(found.rows.length > 20 || found.stoppedAt !== null || found.rows.length < 20).toBe(true);
    }
  });
});

describe("X-11: following the cursors of incomplete pages finds all matches, and ends", () => {
  const WALKS: [list: string, filter: object, count: string][] = [
    ["triggers", { workflowKey: "plain", tenantId: "rare" }, "triggers where tenant_id = 'rare'"],
    ["triggers", { cancellationKey: "rare" }, "triggers where cancellation_key = 'rare'"],
    ["runs", { statuses: ["PENDING"] }, "runs where status = 'PENDING'"],
    ["runs", { statuses: ["FAILED"], workflowKey: "batched" }, "runs where status = 'FAILED'"],
    ["runs", { statuses: ["COMPLETED"], workflowKey: "batched" }, "runs where status = 'COMPLETED'"],
    [
      "runs",
      { statuses: ["PENDING"], recipientKey: RICH },
      `runs where status = 'PENDING' and recipient_key = '${RICH}'`,
    ],
    ["messages", { tenantId: "rare" }, "messages where tenant_id = 'rare'"],
    ["messages", { deliveryStatus: "DELIVERED" }, "messages where delivery_status = 'DELIVERED'"],
    ["messages", { deliveryStatus: "BOUNCED" }, "messages where delivery_status = 'BOUNCED'"],
  ];
  test.each(WALKS)("%s %j", async (list, filter, count) => {
    const [held] = await api.db.database.query<{ count: number }>(`select count(*)::int as count from ${count}`);
    for (const isBackward of [false, true]) {
      const ids = new Set<string>();
      let foundCount = 0;
      let end: Page<never>["after"] = null;
      for (let pageCount = 0; ; pageCount += 1) {
        const page = pageOf(isBackward ? { isBackward, before: end, size: 2 } : { after: end, size: 2 });
        const found = await LISTS[list]?.(api.db.database, filter, page);
        const rows = (found?.rows ?? []).slice(0, 2) as Record<string, never>[];
        for (const row of rows) ids.add(String(row["id"] ?? row["run_id"]));
        foundCount += rows.length;
        const last = rows.at(-1);
        if ((found?.rows.length ?? 0) > 2 && last) {
          end = keyOf(list, last) as never;
        } else if (found?.stoppedAt) {
          end = found.stoppedAt as never;
        } else {
          break;
        }
        expect(pageCount).toBeLessThan(COUNT);
      }
      expect([isBackward, foundCount, ids.size]).toEqual([isBackward, held?.count, held?.count]);
    }
  });
});

function keyOf(list: string, row: Record<string, never>): unknown[] {
  if (list === "triggers") return [row["seq"]];
  if (list === "messages") return [row["run_id"], row["ordinal"]];
  return [row["trigger_seq"], new Date(row["created_at"] ?? 0).toISOString(), row["id"]];
}
