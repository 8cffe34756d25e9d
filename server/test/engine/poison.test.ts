import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { FailedRuns } from "../../src/modules/runs/lanes/fail-run.service.js";
import { userKey } from "../../src/modules/identifiers/index.js";
import { BELL, createLaneApi, usersOfOneLane, type LaneApi } from "../support/lane-api.js";
import { fetchParts } from "../support/outside.js";
import { waitUntil } from "../support/wait-until.js";

let api: LaneApi;

beforeEach(async () => {
  api = await createLaneApi({ engine: fetchParts() });
  await api.addWorkflow("plain", [BELL]);
  await api.addWorkflow("later", [{ ref: "wait", type: "delay", for: { unit: "minutes", value: 5 } }, BELL]);
  await api.addWorkflow("gathered", [{ ref: "collect", type: "batch", window: { unit: "minutes", value: 5 } }, BELL]);
  await api.addWorkflow("fetching", [{ ref: "fetch", type: "delay", for: { unit: "minutes", value: 5 } }, BELL]);
  await api.modules.runs.worker.start();
});

afterEach(() => api.close());

/** Stores preferences that no release can have written. */
async function spoil(userId: string): Promise<void> {
  await api.ask("mutation($i: SetPreferencesInput!) { setPreferences(input: $i) { preferences { id } } }", {
    i: { recipient: { userId }, mode: "REPLACE", rules: [{ workflowKey: "other", allow: false }] },
  });
  const changed = await api.db.database.query(
    `update preference_sets set rules = '"spoiled"' where recipient_key = $1 returning 1 as one`,
    [userKey(userId)],
  );
  expect(changed).toHaveLength(1);
}

/** Makes Postgres reject inserts of this user's messages, `times` times. */
async function refuseMessagesOf(userId: string, code: string, times = 1_000_000): Promise<void> {
  await api.db.database.query("create sequence if not exists refusals");
  await api.db.database.query(`create function refuse() returns trigger language plpgsql as $$ begin
    if new.recipient_key = '${userKey(userId)}' and nextval('refusals') <= ${times} then
      raise exception 'refused by the test' using errcode = '${code}'; end if; return new; end $$`);
  await api.db.database.query("create trigger refuse before insert on messages for each row execute function refuse()");
}

function statuses(runs: readonly { recipientId: string; status: string }[]): Record<string, string> {
  return Object.fromEntries(runs.map((run) => [run.recipientId, run.status]));
}

describe("a run that cannot be processed", () => {
  test("because its recipient's rows cannot be read fails alone, with its reason, and the rest of its set continues", async () => {
    const users = usersOfOneLane(api.home, 40);
    const [poison = ""] = users.slice(23);
    await spoil(poison);
    const trigger = await api.finished(await api.notify("plain", users));
    const expected = Object.fromEntries(users.map((user) => [user, user === poison ? "FAILED" : "COMPLETED"]));
    expect(statuses(trigger.runs)).toEqual(expected);
    const run = trigger.runs.find((each) => each.recipientId === poison);
    expect(run).toMatchObject({ codes: ["run.failed"], reason: expect.stringContaining("not a list of rules") });
    expect(await api.db.database.query("select 1 from messages")).toHaveLength(39);
    const [counts] = await api.db.database.query(
      "select run_count, completed_count, failed_count, is_done from fanouts",
    );
    expect(counts).toEqual({ run_count: 40, completed_count: 39, failed_count: 1, is_done: true });
  });

  test("because Postgres rejects its rows fails alone", async () => {
    const users = usersOfOneLane(api.home, 20);
    const [poison = ""] = users.slice(-1);
    await refuseMessagesOf(poison, "22003");
    const trigger = await api.finished(await api.notify("plain", users));
    expect(trigger.runs.filter((run) => run.status === "FAILED")).toMatchObject([
      { recipientId: poison, reason: expect.stringContaining("refused by the test") },
    ]);
    expect(trigger.runs.filter((run) => run.status === "COMPLETED")).toHaveLength(19);
  });

  test("fails alone, too, if lanes with few runs share a set", async () => {
    const users = Array.from({ length: 60 }, (_, index) => `spread-${index}`);
    const [poison = ""] = users.slice(31);
    await refuseMessagesOf(poison, "22003");
    const { runs } = await api.finished(await api.notify("plain", users));
    const expected = Object.fromEntries(users.map((user) => [user, user === poison ? "FAILED" : "COMPLETED"]));
    expect(statuses(runs)).toEqual(expected);
    expect(await api.db.database.query("select 1 from messages")).toHaveLength(59);
  });

  test.each(["57014", "53400", "53200", "0A000", "42703", "XX000"])(
    "X-01: because Postgres answers %s every time fails alone, too, with its reason",
    async (code) => {
      const users = usersOfOneLane(api.home, 30);
      const [poison = ""] = users.slice(24);
      await refuseMessagesOf(poison, code);
      const { runs } = await api.finished(await api.notify("plain", users));
      expect(statuses(runs)).toEqual(
        Object.fromEntries(users.map((user) => [user, user === poison ? "FAILED" : "COMPLETED"])),
      );
      expect(runs.filter((run) => run.status === "FAILED")).toMatchObject([
        { reason: expect.stringContaining("refused by the test") },
      ]);
    },
  );

  test("because the answer of its effect cannot be parsed fails alone, and leaves no request", async () => {
    const users = usersOfOneLane(api.home, 30);
    const [poison = ""] = users.slice(17);
    const id = await api.notify("fetching", users);
    const requests = (): Promise<unknown[]> => api.db.database.query("select 1 from effect_requests");
    await waitUntil(async () => (await requests()).length === users.length);
    await api.db.database.query(
      `update effect_requests set answered_at = $1, answer = case when recipient_key = $2 then '"no"'::jsonb else '{"isOk": true}' end`,
      [new Date(api.runtime.clock.now()), userKey(poison)],
    );
    await api.modules.runs.worker.sweep();
    const { runs } = await api.finished(id);
    expect(statuses(runs)).toEqual(
      Object.fromEntries(users.map((user) => [user, user === poison ? "FAILED" : "COMPLETED"])),
    );
    expect(await requests()).toEqual([]);
  });

  test("X-01: because more objects are below its object than a fan-out may hold fails with its trigger, and the lane continues", async () => {
    const object = { collection: "things", objectId: "top" };
    await api.db.database.query(
      `insert into subscriptions (environment_id, lane, object_key, subscriber_key, is_object, created_at, updated_at)
       select $1, 3, 'o/things/top', 'o/things/below-' || n, true, now(), now() from generate_series(1, 10001) n`,
      [api.home.environmentId],
    );
    const broken = await api.notify("plain", [], { recipients: [{ to: { object } }] });
    expect(await api.finished(broken)).toMatchObject({ status: "FAILED", failure: expect.stringContaining("objects") });
    const next = await api.notify("plain", [], { recipients: [{ to: { object: { ...object, objectId: "other" } } }] });
    expect((await api.finished(next)).runs.map((run) => run.status)).toEqual(["COMPLETED"]);
  });

  test("X-01: that cannot even be read fails with its trigger, and the lane continues", async () => {
    const users = usersOfOneLane(api.home, 3);
    await api.modules.runs.worker.stop();
    const broken = await api.notify("plain", users);
    const next = await api.notify("plain", users);
    await api.db.database.query(`update fanouts set recipients = '{"a": 1}' where trigger_id = $1`, [broken]);
    const other = api.anotherWorker();
    await other.modules.runs.worker.start();
    await other.modules.runs.worker.sweep();
    expect((await api.finished(next)).runs.map((run) => run.status)).toEqual(["COMPLETED", "COMPLETED", "COMPLETED"]);
    expect(await api.finished(broken)).toMatchObject({ status: "FAILED", failure: expect.any(String), runCount: 0 });
  });

  test("does not delay later triggers for the same recipients", async () => {
    const users = usersOfOneLane(api.home, 5);
    const [poison = ""] = users;
    await refuseMessagesOf(poison, "23514");
    const first = await api.notify("plain", [poison]);
    const second = await api.notify("plain", users);
    expect((await api.finished(first)).runs).toMatchObject([{ status: "FAILED" }]);
    expect((await api.finished(second)).runs.filter((run) => run.status === "COMPLETED")).toHaveLength(4);
  });

  test("fails alone after its delay, too", async () => {
    const users = usersOfOneLane(api.home, 6);
    const [poison = ""] = users.slice(2);
    const id = await api.notify("later", users);
    await waitUntil(
      async () => (await api.db.database.query("select 1 from runs where status = 'WAITING'")).length === 6,
    );
    await spoil(poison);
    api.runtime.clock.advance(301_000);
    await api.modules.runs.worker.sweep();
    const { runs } = await api.finished(id);
    expect(runs.filter((run) => run.status === "FAILED")).toMatchObject([
      { recipientId: poison, codes: ["run.started", "delay.waiting", "run.failed"] },
    ]);
    expect(runs.filter((run) => run.status === "COMPLETED")).toHaveLength(5);
  });

  test("ends all runs that wait in its batch, and no other batch", async () => {
    const users = usersOfOneLane(api.home, 3);
    const [poison = ""] = users;
    const ids = [await api.notify("gathered", users), await api.notify("gathered", users)];
    await waitUntil(
      async () => (await api.db.database.query("select 1 from runs where status = 'WAITING'")).length === 6,
    );
    await spoil(poison);
    const told: FailedRuns[] = [];
    api.modules.runs.failures.onFailed((ended) => told.push(ended));
    api.runtime.clock.advance(301_000);
    await api.modules.runs.worker.sweep();
    for (const id of ids) {
      const { runs } = await api.finished(id);
      expect(runs.filter((run) => run.status === "FAILED").map((run) => run.recipientId)).toEqual([poison]);
      expect(runs.filter((run) => run.status === "COMPLETED")).toHaveLength(2);
    }
    expect(await api.db.database.query("select 1 from batches where is_open")).toEqual([]);
    await waitUntil(() => told.length > 0);
    expect(told).toEqual([{ begun: 0, failed: 2 }]);
  });
});

describe("an error that no run caused", () => {
  test("such as a deadlock is retried until it passes, and fails no run", async () => {
    const users = usersOfOneLane(api.home, 8);
    await refuseMessagesOf(users[3] ?? "", "40P01", 9);
    const { runs } = await api.finished(await api.notify("plain", users));
    expect(runs.every((run) => run.status === "COMPLETED")).toBe(true);
    expect(runs).toHaveLength(8);
  });

  test.each(["08006", "57P01", "53300", "53100", "25006"])(
    "X-01: such as an outage (%s) is waited out, however often it occurs, and fails no run",
    async (code) => {
      const users = usersOfOneLane(api.home, 3);
      await refuseMessagesOf(users[1] ?? "", code, 5);
      const { runs } = await api.finished(await api.notify("plain", users));
      expect(runs.map((run) => run.status)).toEqual(["COMPLETED", "COMPLETED", "COMPLETED"]);
    },
  );

  test("such as a missing table is waited for without ending any run, and without a busy loop", async () => {
    await api.db.database.query("alter table messages rename to mislaid");
    const before = attempts();
    const id = await api.notify("plain", usersOfOneLane(api.home, 8));
    await waitUntil(() => before.count >= 2);
    await new Promise((resolve) => setTimeout(resolve, 600));
    // 250 ms after the first failure, then 500, 1000, …
    expect(before.count).toBeLessThanOrEqual(5);
    before.stop();
    expect(await api.db.database.query("select 1 from runs")).toEqual([]);
    await api.db.database.query("alter table mislaid rename to messages");
    const { runs } = await api.finished(id);
    expect(runs.map((run) => run.status)).toEqual(Array.from({ length: 8 }, () => "COMPLETED"));
  });
});

/** Counts the starts of sets. */
function attempts(): { count: number; stop(): void } {
  const counter = { count: 0, stop: () => undefined as void };
  counter.stop = api.db.database.onStatement((sql) => {
    if (sql.includes("pg_try_advisory_xact_lock")) counter.count += 1;
  });
  return counter;
}

describe("a trigger whose workflow version cannot be read", () => {
  test("becomes FAILED with its reason in the API, once, and does not delay other triggers", async () => {
    await api.modules.runs.worker.stop();
    const users = usersOfOneLane(api.home, 4);
    const broken = await api.notify("plain", [...users, "elsewhere"]);
    const good = await api.notify("later", users);
    await api.db.database.query(`update workflow_versions set document = '{"key": "plain", "steps": "none"}'
      where workflow_id = (select id from workflows where key = 'plain')`);
    const other = api.anotherWorker();
    await other.modules.runs.worker.start();
    await other.modules.runs.worker.sweep();
    expect(await api.finished(broken)).toMatchObject({
      status: "FAILED",
      runCount: 0,
      failure: expect.stringContaining("not valid"),
    });
    await waitUntil(
      async () => (await api.db.database.query("select 1 from runs where trigger_id = $1", [good])).length === 4,
    );
    const answer = await api.ask("{ triggers(first: 10) { nodes { workflowKey status failure runCount } } }");
    expect(answer.errors).toEqual([]);
    expect(answer.data).toMatchObject({
      triggers: {
        nodes: expect.arrayContaining([
          { workflowKey: "plain", status: "FAILED", failure: expect.stringContaining("not valid"), runCount: 0 },
        ]),
      },
    });
    expect(await api.db.database.query("select 1 from fanouts where not is_done")).toEqual([]);
  });
});
