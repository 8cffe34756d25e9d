import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import {
  EffectRequestsRepository,
  type ClaimedRequest,
} from "../../src/modules/runs/outside/effect-requests.repository.js";
import { OutsideWorker } from "../../src/modules/runs/outside/outside-worker.service.js";
import type { OutsideEffect } from "../../src/modules/runs/outside/outside-effect.js";
import type { TraceNote } from "../../src/modules/runs/engine/types.js";
import { RetentionService } from "../../src/modules/retention/retention.service.js";
import type { Json } from "../../src/platform/json.js";
import { createLaneApi, type LaneApi } from "../support/lanes.js";
import { fetchEffect, fetchParts, startFetchServer, type FetchServer } from "../support/outside.js";
import { bell, play } from "../support/story.js";
import { waitUntil } from "../support/wait-until.js";

const LEASE_MS = 15_000;
const FETCH = { ref: "fetch", type: "delay", for: { unit: "hours", value: 1 } };
const rows = new EffectRequestsRepository();

let api: LaneApi;
let server: FetchServer;

beforeAll(async () => {
  api = await createLaneApi({ engine: fetchParts() });
  await api.commit({ key: "fetching", name: "Fetching", steps: [FETCH, bell("{{ data.n }}")] });
});
afterAll(() => api.db.drop());

beforeEach(async () => {
  server = await startFetchServer();
});
afterEach(() => server.close());

async function notify(userId: string, more: object = {}, n = 0): Promise<string> {
  await api.get("mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
    i: {
      workflowKey: "fetching",
      recipients: [{ to: { userId } }],
      data: { url: `${server.url}/${userId}/${n}`, n },
      ...more,
    },
  });
  await api.settle();
  const [row] = await api.db.database.query<{ id: string }>("select id from triggers order by seq desc limit 1");
  return row?.id ?? "";
}

interface ToldRun {
  status: string;
  codes: string[];
  trace: TraceNote[];
}

async function runOf(triggerId: string): Promise<ToldRun> {
  const [row] = await api.db.database.query<{ status: string; trace: TraceNote[] }>(
    "select status, trace from runs where trigger_id = $1",
    [triggerId],
  );
  return { status: row?.status ?? "", codes: (row?.trace ?? []).map(([, , code]) => code), trace: row?.trace ?? [] };
}

interface RequestRow {
  attempts: number;
  answer: Json;
}

const requests = (userId: string): Promise<RequestRow[]> =>
  api.db.database.query("select attempts, answer from effect_requests where recipient_key = $1", [`u/${userId}`]);
const messageCount = async (userId: string): Promise<number> =>
  (await api.db.database.query("select 1 from messages where recipient_key = $1", [`u/${userId}`])).length;

/** Claims requests as a worker does. */
const claim = (token: string = randomUUID()): Promise<ClaimedRequest[]> =>
  rows.claim(api.db.database, {
    leases: new Map([["test.fetch", LEASE_MS]]),
    now: api.runtime.clock.now(),
    token,
    limit: 10,
    perEnvironment: 10,
    used: new Map(),
  });
const answer = (claimed: ClaimedRequest, token: string, value: Json): Promise<unknown[]> =>
  rows.answer(api.db.database, [{ claimed, token, outcome: { isOk: true, answer: value } }], api.runtime.clock.now());

async function claimOne(): Promise<{ claimed: ClaimedRequest; token: string }> {
  const token = randomUUID();
  const [claimed] = await claim(token);
  if (!claimed) throw new Error("There was nothing to claim.");
  return { claimed, token };
}

/** Makes all due attempts with a new worker. */
async function attempt(more: Partial<OutsideEffect> = {}): Promise<void> {
  const worker = new OutsideWorker(api.runtime, rows, [fetchEffect(more)]);
  const due = (): Promise<unknown[]> =>
    api.db.database.query(
      `select 1 from effect_requests where answered_at is null and (next_attempt_at <= $1 or lease_token is not null)`,
      [new Date(api.runtime.clock.now())],
    );
  worker.start();
  await waitUntil(async () => (await due()).length === 0);
  await worker.stop();
}

const later = (ms: number): void => api.runtime.clock.set(api.runtime.clock.now() + ms);

describe("a run that waits for an effect outside its transaction", () => {
  test("continues with the answer, which is fetched once, and leaves no request", async () => {
    const id = await notify("ann");
    expect(await runOf(id)).toMatchObject({ status: "WAITING", codes: ["run.started"] });
    expect(await requests("ann")).toEqual([{ attempts: 0, answer: null }]);
    await attempt();
    await api.settle();
    const { trace, ...run } = await runOf(id);
    expect(run).toEqual({ status: "COMPLETED", codes: ["run.started", "delay.over", "message.made", "run.completed"] });
    expect(trace[1]?.[3]).toEqual({ answer: { path: "/ann/0" }, state: { asked: true } });
    expect(server.keys).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect(await requests("ann")).toEqual([]);
  });

  test("waits for its effect's assumed duration in a simulation, and gets the assumed answer", async () => {
    const told = await play({
      steps: [FETCH, bell("after")],
      triggers: [{ to: ["ann"] }, { to: ["bob"], key: "k" }],
      cancels: [{ after: 0.5, key: "k" }],
      parts: fetchParts(),
    });
    expect(told.codes[0]).toEqual(["run.started", "delay.over", "message.made", "run.completed"]);
    expect(told.runs[0]?.trace[1]?.[3]).toEqual({ answer: { imagined: true }, state: { asked: true } });
    expect(told.times).toEqual([1]);
    expect(told.statuses).toEqual(["COMPLETED", "CANCELLED"]);
    const failed = await play({
      steps: [FETCH, bell("after")],
      triggers: [{ to: ["ann"] }],
      parts: fetchParts({ imagine: () => ({ outcome: { isOk: false, reason: "no", attempts: 3 }, afterMs: 0 }) }),
    });
    expect(failed.codes).toEqual([["run.started", "effect.failed"]]);
    expect(failed.statuses).toEqual(["FAILED"]);
  });

  test("is retried after each delay with the same key, and continues at the first answer", async () => {
    const id = await notify("bob");
    server.respond = (_request, response) => {
      response.statusCode = server.keys.length < 3 ? 503 : 200;
      response.end("7");
    };
    for (const [delayMs, calls] of [
      [0, 1],
      [29_000, 1],
      [1000, 2],
      [59_000, 2],
      [1000, 3],
    ] as const) {
      later(delayMs);
      await attempt();
      expect(server.keys).toHaveLength(calls);
    }
    await api.settle();
    expect((await runOf(id)).trace[1]?.[3]).toMatchObject({ answer: 7 });
    expect(new Set(server.keys).size).toBe(1);
  });

  test.each([
    ["after its last attempt", 503, 3, "HTTP 503"],
    ["at once where a failure is final", 404, 1, "HTTP 404"],
  ])("fails alone %s, with the reason", async (_when, status, attempts, reason) => {
    const id = await notify(`cas-${status}`);
    const other = await notify(`dan-${status}`);
    server.respond = ({ url }, response) => {
      response.statusCode = url?.startsWith("/cas") ? status : 200;
      response.end("{}");
    };
    for (let n = 0; n < 3; n += 1) {
      await attempt();
      later(60_000);
    }
    await api.settle();
    const run = await runOf(id);
    expect(run).toMatchObject({ status: "FAILED", codes: ["run.started", "effect.failed"] });
    expect(run.trace[1]?.[3]).toEqual({ effect: "test.fetch", attempts, reason });
    expect((await runOf(other)).status).toBe("COMPLETED");
    expect(await api.db.database.query("select 1 from effect_requests")).toEqual([]);
    const [counts] = await api.db.database.query("select run_count, failed_count from fanouts where trigger_id = $1", [
      id,
    ]);
    expect(counts).toEqual({ run_count: 1, failed_count: 1 });
  });

  test("ends an attempt at its timeout, even if the effect ignores the abort signal", async () => {
    const id = await notify("eve");
    const perform = (): Promise<never> => new Promise(() => undefined);
    await attempt({ perform, timeoutMs: 20, retryDelaysMs: [] });
    await api.settle();
    expect((await runOf(id)).trace[1]?.[3]).toMatchObject({ attempts: 1, reason: "There was no answer within 20 ms." });
  });

  test.each([
    ["that the database cannot store", "\u0000", "The answer holds values that cannot be stored."],
    ["that is too long", "x".repeat(1024 * 1024), "The answer is longer than 1 MiB."],
  ])("fails by an answer %s", async (what, text, reason) => {
    const id = await notify(`fay-${what.length}`);
    await attempt({ perform: async () => ({ kind: "answered", answer: { text } }) });
    await api.settle();
    expect((await runOf(id)).trace[1]?.[3]).toMatchObject({ reason });
  });
});

describe("a request", () => {
  test("of a dead process is claimed again when its lease ends, and a late answer of the first attempt changes nothing", async () => {
    const id = await notify("gil");
    const dead = await claimOne();
    later(LEASE_MS - 1);
    expect(await claim()).toEqual([]);
    later(1);
    const next = await claimOne();
    expect(next.claimed).toMatchObject({ id: dead.claimed.id, attempts: 2 });
    expect(await answer(dead.claimed, dead.token, "late")).toEqual([]);
    expect(await answer(next.claimed, next.token, "second")).toHaveLength(1);
    expect(await answer(next.claimed, next.token, "twice")).toEqual([]);
    await api.settle();
    expect((await runOf(id)).trace[1]?.[3]).toMatchObject({ answer: "second" });
    expect(await answer(next.claimed, next.token, "after")).toEqual([]);
    expect(await messageCount("gil")).toBe(1);
  });

  test("whose process died in every attempt fails without another attempt", async () => {
    const id = await notify("hal");
    for (let n = 0; n < 3; n += 1) {
      await claimOne();
      later(LEASE_MS);
    }
    await attempt();
    await api.settle();
    expect(server.keys).toEqual([]);
    expect((await runOf(id)).trace[1]?.[3]).toMatchObject({ attempts: 3, reason: expect.stringContaining("ended") });
  });

  test("is claimed by one of several concurrent workers", async () => {
    for (let n = 0; n < 8; n += 1) await notify(`ida-${n}`);
    const claimed = await Promise.all(Array.from({ length: 6 }, () => claim()));
    const ids = claimed.flat().map((each) => each.id);
    expect(ids).toHaveLength(8);
    expect(new Set(ids).size).toBe(8);
    later(LEASE_MS);
    await attempt();
    await api.settle();
  });

  test("of an effect that the process does not know is left to other processes", async () => {
    await notify("jan");
    await api.db.database.query("update effect_requests set kind = 'test.unknown'");
    expect(await claim()).toEqual([]);
    await api.db.database.query("update effect_requests set kind = 'test.fetch'");
    await attempt();
    await api.settle();
  });

  test("is found through indexes, by claims and by sweeps", async () => {
    const statements = new Set<string>();
    const stop = api.db.database.onStatement((sql) => {
      if (sql.includes("effect_requests")) statements.add(sql);
    });
    await claim();
    stop();
    const [sql = ""] = statements;
    const plan = await api.db.database.transaction(async (tx) => {
      await tx.query(
        "select set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)",
      );
      await tx.query(`prepare looked_at as ${sql}`);
      return tx.query<{ "QUERY PLAN": string }>(
        `explain execute looked_at('{a}', '{1}', now(), 1, 1, '{}', '{}', '${randomUUID()}')`,
      );
    });
    expect(plan.map((row) => row["QUERY PLAN"]).join("\n")).toContain("effect_requests_open");
  });
});

describe("a run that waits for an effect is ended by", () => {
  const cancel = (key: string): Promise<unknown> =>
    api.get("mutation($i: CancelInput!) { cancel(input: $i) { cancelledRunCount } }", {
      i: { workflowKey: "fetching", cancellationKey: key },
    });

  test("a cancellation, which removes its request before the attempt", async () => {
    const id = await notify("kim", { cancellationKey: "kim" });
    expect(await cancel("kim")).toEqual({ cancel: { cancelledRunCount: 1 } });
    expect(await requests("kim")).toEqual([]);
    expect(await claim()).toEqual([]);
    expect((await runOf(id)).codes).toEqual(["run.started", "run.cancelled"]);
  });

  test("a cancellation during an attempt, whose answer is ignored", async () => {
    const id = await notify("lea", { cancellationKey: "lea" });
    let release = (): void => undefined;
    server.respond = (_request, response) => (release = () => void response.end("{}"));
    const worker = new OutsideWorker(api.runtime, rows, [fetchEffect()]);
    worker.start();
    await waitUntil(() => server.keys.length === 1);
    await cancel("lea");
    release();
    await worker.stop();
    await api.settle();
    expect((await runOf(id)).codes).toEqual(["run.started", "run.cancelled"]);
    expect(await messageCount("lea")).toBe(0);
  });

  test("a cancellation between the answer and the next set", async () => {
    const id = await notify("max", { cancellationKey: "max" });
    await attempt();
    await cancel("max");
    expect(await requests("max")).toEqual([]);
    await api.settle();
    expect((await runOf(id)).codes).toEqual(["run.started", "run.cancelled"]);
  });

  test("the deletion of its recipient or tenant, which deletes the request", async () => {
    await notify("ned");
    await api.get('mutation { deleteUser(input: { userId: "ned" }) { wasKnown } }');
    expect(await requests("ned")).toEqual([]);
    const id = await notify("oda", { tenant: { tenantId: "acme", name: "Acme" } });
    await api.get('mutation { deleteTenant(input: { tenantId: "acme" }) { wasKnown } }');
    expect(await requests("oda")).toEqual([]);
    expect((await runOf(id)).status).toBe("CANCELLED");
  });

  test("a workflow that was switched off meanwhile", async () => {
    await api.commit({ key: "off", name: "Off", steps: [FETCH, bell()] });
    const id = await notify("pam", { workflowKey: "off" });
    await api.get('mutation { setWorkflowActive(input: { workflowKey: "off", isActive: false }) { workflow { id } } }');
    await attempt();
    await api.settle();
    expect((await runOf(id)).codes).toEqual(["run.started", "run.workflow_inactive"]);
    expect(await requests("pam")).toEqual([]);
  });

  test("retention keeps a trigger whose run waits, and leaves no request of a deleted run", async () => {
    const id = await notify("quo");
    const retention = new RetentionService(api.runtime, { sweepContents: async () => undefined } as never, {
      runsDays: 1,
      removalsDays: 1,
    });
    later(2 * 86_400_000);
    await retention.forget(async () => undefined);
    expect((await runOf(id)).status).toBe("WAITING");
    await api.db.database.query("update runs set status = 'COMPLETED' where trigger_id = $1", [id]);
    await retention.forget(async () => undefined);
    expect((await runOf(id)).status).toBe("");
    expect(await requests("quo")).toEqual([]);
  });
});

test("runs that are answered together continue in the order of their triggers", async () => {
  for (let n = 0; n < 5; n += 1) await notify("ray", {}, n);
  const token = randomUUID();
  const claimed = await claim(token);
  for (const each of claimed.toReversed()) await answer(each, token, null);
  await api.settle();
  const told = await api.db.database.query<{ n: number }>(
    `select (t.data->>'n')::int as n from messages m join triggers t on t.id = m.trigger_id
     where m.recipient_key = 'u/ray' order by m.position`,
  );
  expect(told.map(({ n }) => n)).toEqual([0, 1, 2, 3, 4]);
});
