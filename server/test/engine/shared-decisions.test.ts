import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/platform/json.js";
import { laneOf, runIdOf, userKey } from "../../src/modules/identifiers/index.js";
import { createLaneApi, usersOfOneLane, type LaneApi } from "../support/lane-api.js";

const OBJECT = { collection: "projects", objectId: "apollo" };
const OBJECT_KEY = "o/projects/apollo";
/** Names that Postgres writes with quotes in an array, or that look like one of its words. */
const ODD_NAMES = [
  '"quoted"',
  "back\\slash",
  "{brace},comma",
  "NULL",
  "null",
  "ünïcödé",
  "日本",
  "two words",
  "🔔",
  "'",
];
const FIRST = { ref: "first", type: "channel", channelKey: "in-app", template: { markdown: "{{ data.n }}" } };
const SECOND = { ...FIRST, ref: "second", template: { markdown: "again {{ data.n }}" } };

let api: LaneApi;
let shared: string[];

beforeEach(async () => {
  api = await createLaneApi();
  shared = [];
  api.db.database.onStatement((sql) => {
    if (/^with made as \(\s*insert into runs/.test(sql)) shared.push(sql);
  });
});

afterEach(() => api.close());

async function subscribe(userIds: readonly string[], properties: JsonObject = {}): Promise<void> {
  const recipients = userIds.map((userId) => ({ userId }));
  const mutation = "mutation($i: SubscribeInput!) { subscribe(input: $i) { changedCount } }";
  expect((await api.ask(mutation, { i: { object: OBJECT, recipients, properties } })).errors).toEqual([]);
}

/** Gives a user rules of its own. */
async function rule(userId: string, allow: boolean): Promise<void> {
  await api.db.database.query(
    `insert into preference_sets (environment_id, lane, recipient_key, rules, updated_at) values ($1, $2, $3, $4, now())`,
    [
      api.home.environmentId,
      laneOf(api.home.environmentId, userKey(userId)),
      userKey(userId),
      JSON.stringify([{ channelType: "IN_APP", allow }]),
    ],
  );
}

const notify = (workflowKey: string, more: object = {}): Promise<string> =>
  api.notify(workflowKey, [], { recipients: [{ to: { object: OBJECT } }], data: { n: 1 }, ...more });

interface Row {
  key: string;
  id: string;
  seq: number;
  status: string;
  outcome: string;
  codes: string[];
  positions: number[];
}

/** The runs of a trigger with the places of their messages. */
function rowsOf(triggerId: string): Promise<Row[]> {
  return api.db.database.query<Row>(
    `select r.recipient_key as key, r.id, r.trigger_seq as seq, r.status, r.outcome_code as outcome,
       array(select note ->> 2 from jsonb_array_elements(r.trace) note) as codes,
       array(select m.position::int from messages m where m.environment_id = r.environment_id and m.lane = r.lane and m.run_id = r.id
         order by m.ordinal) as positions
     from runs r where r.trigger_id = $1`,
    [triggerId],
  );
}

/** Feeds whose stored counts are not those of their messages. */
function wrongFeeds(): Promise<object[]> {
  return api.db.database.query(
    `select f.recipient_key, f.version, f.total, f.tenants, m.* from feeds f full join (
       select recipient_key as key, count(*)::int as total, max(position) as version,
         coalesce(jsonb_object_agg(tenant_id, 1) filter (where tenant_id is not null), '{}') as tenants
       from messages group by recipient_key) m on m.key = f.recipient_key
     where (f.version, f.total, f.unread, f.unseen) is distinct from (m.version, m.total, m.total, m.total)
       or (select coalesce(sum((c ->> 0)::int), 0) from jsonb_each(f.tenants) t(k, c))
         <> (select count(*) from messages where recipient_key = f.recipient_key and tenant_id is not null)`,
  );
}

describe("runs that are the same for most subscribers of an object", () => {
  test("are decided once, and stored for each as if each had been decided by itself", async () => {
    const plain = [...ODD_NAMES, ...Array.from({ length: 40 }, (_, number) => `p${number}`)];
    await api.addWorkflow("news", [FIRST, SECOND]);
    await subscribe([...plain, "ada", "off", "on"]);
    await rule("off", false);
    await rule("on", true);
    const identify = "mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }";
    await api.ask(identify, { i: { userId: "ada", name: "Ada" } });
    await api.modules.runs.worker.start();
    const done = await api.finished(await notify("news", { actor: { userId: "ada" }, tenant: { tenantId: "acme" } }));
    expect(shared.length).toBeGreaterThan(0);
    const [{ id: triggerId }] = (await api.db.database.query("select id from triggers")) as [{ id: string }];
    const rows = new Map((await rowsOf(triggerId)).map((row) => [row.key, row]));
    // The actor gets no message of its own action; the object is a recipient itself.
    expect([...rows.keys()].sort()).toEqual([...[...plain, "off", "on"].map(userKey), OBJECT_KEY].sort());
    expect(done.runCount).toBe(plain.length + 3);
    for (const { key, id, seq, status } of rows.values()) {
      expect(id).toBe(runIdOf(seq, triggerId, key));
      expect(status).toBe("COMPLETED");
    }
    for (const userId of plain) {
      expect(rows.get(userKey(userId))).toMatchObject({
        outcome: "message.made",
        codes: ["run.started", "message.made", "message.made", "run.completed"],
        positions: [1, 2],
      });
    }
    expect(rows.get("u/off")).toMatchObject({ positions: [], outcome: "preference.channel_type_off" });
    expect(rows.get("u/on")).toMatchObject({ positions: [1, 2], outcome: "message.made" });
    expect(await wrongFeeds()).toEqual([]);
  });

  test("keep the order of their triggers, also behind runs that are decided one by one", async () => {
    await api.addWorkflow("news", [FIRST]);
    await api.addWorkflow("personal", [{ ...FIRST, template: { markdown: "{{ recipient.id }} {{ data.n }}" } }]);
    const people = Array.from({ length: 30 }, (_, number) => `p${number}`);
    await subscribe(people);
    await rule("p7", true);
    const keys = ["news", "personal", "news", "news", "personal", "news"];
    for (const key of keys) await notify(key, { tenant: { tenantId: "acme" } });
    await api.modules.runs.worker.start();
    for (const { id } of await api.db.database.query<{ id: string }>("select id from triggers")) await api.finished(id);
    expect(shared.length).toBeGreaterThan(0);
    const places = await api.db.database.query<{ positions: number[] }>(
      `select array_agg(m.position::int order by r.trigger_seq) as positions from messages m join runs r
         on r.environment_id = m.environment_id and r.lane = m.lane and r.id = m.run_id group by m.recipient_key`,
    );
    expect(places).toHaveLength(people.length + 1);
    for (const { positions } of places) expect(positions).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await wrongFeeds()).toEqual([]);
  });

  test("are neither lost nor repeated where the data of other subscribers ends a page", async () => {
    await api.addWorkflow("news", [FIRST]);
    const people = usersOfOneLane(api.home, 60);
    const large = people.filter((_, index) => index % 2 === 0);
    await subscribe(people.filter((userId) => !large.includes(userId)));
    await subscribe(large, { text: randomBytes(150_000).toString("base64") });
    for (const userId of large) await rule(userId, true);
    await api.modules.runs.worker.start();
    const done = await api.finished(await notify("news"));
    expect(shared.length).toBeGreaterThan(1);
    expect(done.runs.map(({ recipientId }) => recipientId).sort()).toEqual([...people, "projects/apollo"].sort());
    expect(await api.db.database.query("select count(*)::int as count from messages")).toEqual([{ count: 61 }]);
    const [counts] = await api.db.database.query<{ runs: number; completed: number }>(
      "select sum(run_count)::int as runs, sum(completed_count)::int as completed from fanouts",
    );
    expect(counts).toEqual({ runs: 61, completed: 61 });
  });

  test("tell open feeds of their arrival", async () => {
    await api.addWorkflow("news", [FIRST]);
    await subscribe(['say "hi"', "p1"]);
    const heard: string[] = [];
    for (const userId of ['say "hi"', "p1"]) {
      const lane = laneOf(api.home.environmentId, userKey(userId));
      api.modules.feeds.hints.subscribe(lane, ({ recipientKey, version }) => heard.push(`${recipientKey} ${version}`));
    }
    await api.modules.runs.worker.start();
    await api.finished(await notify("news"));
    await api.modules.runs.worker.stop();
    expect(heard.sort()).toEqual(["u/p1 1", 'u/say "hi" 1']);
  });

  test("are decided one by one where a condition reads the recipient", async () => {
    const condition = { variable: "recipient.id", operator: "equal_to", argument: "p1" };
    await api.addWorkflow("some", [{ ...FIRST, conditions: condition }]);
    await subscribe(["p1", "p2"]);
    await api.modules.runs.worker.start();
    const id = await notify("some");
    await api.finished(id);
    expect(shared).toEqual([]);
    expect((await rowsOf(id)).filter(({ positions }) => positions.length > 0).map(({ key }) => key)).toEqual(["u/p1"]);
  });

  test("are decided one by one after a failure, and the others go through", async () => {
    await api.addWorkflow("news", [FIRST]);
    await api.db.database.query("alter table messages add constraint no_bad check (recipient_key <> 'u/bad')");
    await subscribe(["p1", "bad", "p2"]);
    await api.modules.runs.worker.start();
    const done = await api.finished(await notify("news"));
    expect(done.runs.map(({ recipientId, status }) => `${recipientId} ${status}`).sort()).toEqual([
      "bad FAILED",
      "p1 COMPLETED",
      "p2 COMPLETED",
      "projects/apollo COMPLETED",
    ]);
  });
});
