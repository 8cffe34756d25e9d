import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { laneOf, runIdOf, userKey } from "../../src/modules/identifiers/index.js";
import { createTestEnvironment } from "../support/environments.js";
import { BELL, createLaneApi, usersOfOneLane, type LaneApi } from "../support/lane-api.js";
import { waitUntil } from "../support/wait-until.js";

let api: LaneApi;

beforeEach(async () => {
  api = await createLaneApi();
  await api.addWorkflow("plain", [BELL]);
});

afterEach(() => api.close());

describe("two workers on the same recipients", () => {
  test("start runs in the order in which their calls were answered, per recipient", async () => {
    const other = api.anotherWorker();
    await api.modules.runs.worker.start();
    await other.modules.runs.worker.start();
    const people = Array.from({ length: 6 }, (_, number) => `p${number}`);
    let last = "";
    for (let call = 0; call < 60; call += 1) last = await api.notify("plain", people, { data: { n: call } });
    await api.finished(last);
    await waitUntil(async () => (await api.db.database.query("select 1 from messages")).length === 360, 20_000);
    const rows = await api.db.database.query<{ recipient_key: string; seqs: number[] }>(
      `select m.recipient_key, array_agg(t.seq::int order by m.position) as seqs
       from messages m join triggers t on t.id = m.trigger_id group by m.recipient_key`,
    );
    expect(rows).toHaveLength(6);
    for (const { seqs } of rows) expect(seqs).toEqual([...seqs].sort((left, right) => left - right));
  });
});

describe("calls to one object", () => {
  test("are stored in the feeds of its subscribers, in any lane, in the order in which they were answered", async () => {
    const other = api.anotherWorker();
    const object = { collection: "projects", objectId: "apollo" };
    const people = Array.from({ length: 40 }, (_, number) => `p${number}`);
    const subscribe = "mutation($i: SubscribeInput!) { subscribe(input: $i) { changedCount } }";
    const recipients = people.map((userId) => ({ userId }));
    expect((await api.ask(subscribe, { i: { object, recipients } })).errors).toEqual([]);
    await api.modules.runs.worker.start();
    await other.modules.runs.worker.start();
    for (let call = 0; call < 15; call += 1) await api.notify("plain", [], { recipients: [{ to: { object } }] });
    const count = 15 * (people.length + 1);
    await waitUntil(async () => (await api.db.database.query("select 1 from messages")).length === count, 20_000);
    const rows = await api.db.database.query<{ recipient_key: string; seqs: number[] }>(
      `select m.recipient_key, array_agg(t.seq::int order by m.position) as seqs
       from messages m join triggers t on t.id = m.trigger_id group by m.recipient_key`,
    );
    expect(rows).toHaveLength(people.length + 1);
    for (const { seqs } of rows) expect(seqs).toEqual([...seqs].sort((left, right) => left - right));
  });
});

describe("environments", () => {
  test("alternate: a small environment does not wait until a large one is done", async () => {
    const neighbour = await createTestEnvironment(api.db.database, api.modules.environments);
    await api.modules.workflows.save(neighbour.secret, { key: "plain", name: "plain", steps: [BELL] });
    await api.modules.workflows.commit(neighbour.secret, "plain", null);
    const crowd = usersOfOneLane(api.home, 1).concat(Array.from({ length: 1500 }, (_, number) => `crowd-${number}`));
    const large = await api.notify("plain", crowd.slice(0, 500));
    await api.notify("plain", crowd.slice(500, 1000));
    await api.notify("plain", crowd.slice(1000, 1500));
    const notify = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
    const input = { workflowKey: "plain", recipients: [{ to: { userId: "small" } }] };
    expect((await api.ask(notify, { i: input }, neighbour.secret)).errors).toEqual([]);
    await api.modules.runs.worker.start();
    await api.modules.runs.worker.sweep();
    await api.finished(large);
    await waitUntil(
      async () => (await api.db.database.query("select 1 from fanouts where not is_done")).length === 0,
      30_000,
    );
    // The transaction id of each message gives the order of commits: how many messages of the large environment
    // precede the small one's?
    const [row] = await api.db.database.query<{ before: number }>(
      `select count(*)::int as before from messages where environment_id = $1 and xmin::text::bigint <
         (select xmin::text::bigint from messages where environment_id = $2)`,
      [api.home.environmentId, neighbour.environmentId],
    );
    // At most those of the sets that were already running, on a possibly slow machine. Without alternation, all 1,500
    // would precede it.
    expect(row?.before).toBeLessThan(1125);
  });
});

describe("a recipient reached in two ways", () => {
  test("has one run, also if both paths are found in the same set", async () => {
    const { environmentId } = api.home;
    const plan = { collection: "docs", objectId: "plan" };
    const subscribed = await api.ask("mutation($i: SubscribeInput!) { subscribe(input: $i) { changedCount } }", {
      i: { object: plan, recipients: [{ user: { userId: "ida" } }] },
    });
    expect(subscribed.errors).toEqual([]);
    const recipients = [{ to: { userId: "ida" } }, { to: { object: plan } }];
    await api.notify("plain", [], { recipients });
    // First the object's lane, where the fan-out to its subscribers begins, then the lane of the subscriber, who was
    // also named.
    for (const key of ["o/docs/plan", userKey("ida")]) {
      await api.modules.runs.lanes.work([environmentId, laneOf(environmentId, key)], 500);
    }
    const rows = await api.db.database.query("select recipient_key as key from runs order by 1");
    expect(rows).toEqual([{ key: "o/docs/plan" }, { key: userKey("ida") }]);
    expect(await api.db.database.query("select 1 from fanouts where not is_done")).toEqual([]);
  });
});

describe("a worker", () => {
  test("processes a lane again that is woken while it is processed", async () => {
    await api.modules.runs.worker.start();
    const ids = await Promise.all(Array.from({ length: 30 }, (_, n) => api.notify("plain", ["same"], { data: { n } })));
    await waitUntil(async () => (await api.db.database.query("select 1 from messages")).length === ids.length);
  });

  test("finds work without a wake-up in its sweep", async () => {
    await api.notify("plain", ["unheard"]);
    await api.modules.runs.worker.start();
    await api.modules.runs.worker.sweep();
    await waitUntil(async () => (await api.db.database.query("select 1 from messages")).length === 1);
  });

  test("claims the lanes of its sets, and releases them when it stops", async () => {
    await api.modules.runs.worker.start();
    await api.finished(await api.notify("plain", ["ann", "bob"]));
    expect((await api.db.database.query("select 1 from lane_claims")).length).toBeGreaterThanOrEqual(1);
    await api.modules.runs.worker.stop();
    expect(await api.db.database.query("select 1 from lane_claims")).toEqual([]);
  });

  /** Creates claims of dead workers: no session holds their numbers. Returns the trigger. */
  async function dieOnFirst(users: string[], deaths: number): Promise<string> {
    const id = await api.notify("plain", users);
    const [fanout] = await api.db.database.query<{ lane: number; seq: number }>(
      "select lane, trigger_seq as seq from fanouts",
    );
    const runId = runIdOf(fanout?.seq ?? 0, id, `u/${users[0] ?? ""}`);
    await api.db.database.query(
      "insert into lane_claims select $1, $2, 900 + n, 'new', $3, now() from generate_series(1, $4::int) n",
      [api.home.environmentId, fanout?.lane, runId, deaths],
    );
    await api.modules.runs.worker.start();
    await api.modules.runs.worker.sweep();
    return id;
  }

  test("fails the run that three dead workers had processed alone, and no other", async () => {
    const users = usersOfOneLane(api.home, 4);
    const { runs } = await api.finished(await dieOnFirst(users, 3));
    expect(runs.filter((run) => run.status === "FAILED")).toMatchObject([
      { recipientId: users[0], reason: expect.stringContaining("process ended") },
    ]);
    expect(runs.filter((run) => run.status === "COMPLETED")).toHaveLength(3);
    await waitUntil(
      async () => (await api.db.database.query("select 1 from lane_claims where worker < 1000")).length === 0,
    );
  });

  test("still processes a run after the deaths of one or two workers", async () => {
    const { runs } = await api.finished(await dieOnFirst(usersOfOneLane(api.home, 4), 2));
    expect(runs.map((run) => run.status)).toEqual(Array.from({ length: 4 }, () => "COMPLETED"));
  });
});
