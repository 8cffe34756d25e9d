import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { OwnPostgres } from "../support/own-postgres.js";
import { OwnRedis } from "../support/own-redis.js";
import { describeWith, redisServer } from "../support/parts.js";
import { buildServer, Fleet, type CarillonProcess } from "../support/processes.js";
import { waitUntil } from "../support/wait-until.js";

const NOTIFY = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
const TOTAL = "query($u: ID!) { feed(recipient: { userId: $u }) { counts { total unread } } }";
const CHANGES = `subscription { feedChanged { feed { counts { total unread } } items { id readAt } } }`;
const MARK = "mutation { markFeed(input: { mark: READ }) { changedCount } }";
const BELL = { ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "hello" } };
const DELAYED = [{ ref: "wait", type: "delay", for: { unit: "seconds", value: 3 } }, BELL];

async function addWorkflow(fleet: Fleet, api: CarillonProcess, key: string, steps: object[]): Promise<void> {
  const save = "mutation($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { workflow { id } } }";
  const saved = await fleet.ask(api, save, { i: { document: { key, name: key, steps } } });
  if (saved.errors) throw new Error(JSON.stringify(saved.errors));
  const commit = "mutation($i: CommitWorkflowInput!) { commitWorkflow(input: $i) { workflow { id } } }";
  await fleet.ask(api, commit, { i: { workflowKey: key } });
}

async function notify(fleet: Fleet, api: CarillonProcess, userId: string, workflowKey = "plain"): Promise<void> {
  const answer = await fleet.ask(api, NOTIFY, { i: { workflowKey, recipients: [{ to: { userId } }] } });
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
}

const totalOf = async (fleet: Fleet, api: CarillonProcess, userId: string): Promise<number> =>
  (await fleet.ask(api, TOTAL, { u: userId })).data.feed.counts.total;

/** The time from the change to its event in an open feed. */
async function msUntil(open: { events: unknown[] }, change: () => Promise<unknown>): Promise<number> {
  const before = open.events.length;
  const startedAt = performance.now();
  await change();
  await waitUntil(() => open.events.length > before);
  return performance.now() - startedAt;
}

describeWith(redisServer, "two api and two worker processes on one Postgres and one Redis", (program) => {
  let postgres: OwnPostgres;
  let redis: OwnRedis;
  let fleet: Fleet;
  let apis: [CarillonProcess, CarillonProcess];
  let workers: [CarillonProcess, CarillonProcess];

  beforeAll(async () => {
    buildServer();
    [postgres, redis] = await Promise.all([OwnPostgres.start(), OwnRedis.start(program)]);
    fleet = new Fleet({ DATABASE_URL: postgres.url, REDIS_URL: redis.url });
    const [a, b, c, d] = await Promise.all([
      fleet.start({ name: "api-1", role: "api" }),
      fleet.start({ name: "api-2", role: "api" }),
      fleet.start({ name: "worker-1", role: "worker" }),
      fleet.start({ name: "worker-2", role: "worker" }),
    ]);
    apis = [a, b];
    workers = [c, d];
    await fleet.makeEnvironment(a);
    await addWorkflow(fleet, a, "plain", [BELL]);
    await addWorkflow(fleet, a, "delayed", DELAYED);
  }, 120_000);

  afterAll(async () => {
    await fleet.stop();
    await redis.stop();
    await postgres.stop();
  });

  test("a notify at one api reaches the open feed at the other at once, and so does a mark", async () => {
    const open = fleet.listen(apis[1], CHANGES, {}, "ann");
    await waitUntil(() => open.events.length === 1);
    const waits: number[] = [];
    for (let round = 1; round <= 5; round += 1) {
      waits.push(await msUntil(open, () => notify(fleet, apis[0], "ann")));
      waits.push(await msUntil(open, () => fleet.ask(apis[0], MARK, {}, "ann")));
      expect(open.events.at(-1).feedChanged).toMatchObject({ feed: { counts: { total: round, unread: 0 } } });
    }
    // Without hints, the poll runs every three seconds: only hints can make half of the waits this short.
    expect(waits.sort((a, b) => a - b)[4]).toBeLessThan(1000);
    open.stop();
  });

  test("a key revoked at one api closes its sockets at the other within 5 s", async () => {
    const create = "mutation { createApiKey(input: { kind: PUBLIC }) { apiKey { id } key } }";
    const { apiKey, key } = (await fleet.ask(apis[0], create)).data.createApiKey;
    const other = new Fleet({});
    other.useKeys({ ...fleet.keys, publicKey: key });
    const open = other.listen(apis[1], CHANGES, {}, "bob");
    await waitUntil(() => open.events.length === 1);
    const revoke = "mutation($id: ID!) { revokeApiKey(input: { id: $id }) { apiKey { id } } }";
    await fleet.ask(apis[0], revoke, { id: apiKey.id });
    await waitUntil(() => open.closeCode !== null, 5000);
    expect(open.closeCode).toBe(4401);
    const refused = await other.ask(apis[1], TOTAL, { u: "bob" }, "bob");
    expect(refused.errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
  });

  test("the work of a killed worker is done by the other worker", async () => {
    const people = Array.from({ length: 40 }, (_, index) => `handed-${index}`);
    const calls = people.map((userId, index) => notify(fleet, apis[index % 2 ? 1 : 0], userId, "delayed"));
    await Promise.all(calls);
    await workers[0].kill();
    await waitUntil(async () => {
      const totals = await Promise.all(people.map((userId) => totalOf(fleet, apis[1], userId)));
      return totals.every((total) => total === 1);
    }, 30_000);
    workers[0] = await fleet.start({ name: "worker-1b", role: "worker" });
  });

  test("an api that gets SIGTERM fails no request, closes sockets with 1001 and ends within 20 s", async () => {
    const open = fleet.listen(apis[0], CHANGES, {}, "cleo");
    await waitUntil(() => open.events.length === 1);
    // Like a load balancer: a process that is not ready gets no more requests.
    const ready = new Set<CarillonProcess>(apis);
    let isOver = false;
    const looking = Promise.all(
      apis.map(async (api) => {
        while (!isOver && ready.has(api)) {
          if ((await fetch(`${api.url}/health/ready`)).status !== 200) ready.delete(api);
          await sleep(100);
        }
      }),
    );
    let accepted = 0;
    const load = Array.from({ length: 8 }, async (_, caller) => {
      for (let call = caller; !isOver; call++) {
        const all = [...ready];
        await notify(fleet, all[call % all.length] ?? apis[1], "cleo");
        accepted += 1;
      }
    });
    await waitUntil(() => accepted > 100);
    const stoppedAt = performance.now();
    expect(await apis[0].stop()).toEqual({ code: 0, signal: null });
    expect(performance.now() - stoppedAt).toBeLessThan(20_000);
    isOver = true;
    await Promise.all([looking, ...load]);
    expect(open.closeCode).toBe(1001);
    await waitUntil(async () => (await totalOf(fleet, apis[1], "cleo")) === accepted, 20_000);
    apis[0] = await fleet.start({ name: "api-1b", role: "api" });
  });

  test("workers that get SIGTERM under load finish their work, and nothing is lost", async () => {
    const people = Array.from({ length: 100 }, (_, index) => `drained-${index}`);
    const sending = Promise.all(people.map((userId, index) => notify(fleet, apis[index % 2 ? 1 : 0], userId)));
    const exit = await workers[0].stop();
    expect(exit).toEqual({ code: 0, signal: null });
    await sending;
    await waitUntil(async () => {
      const totals = await Promise.all(people.map((userId) => totalOf(fleet, apis[1], userId)));
      return totals.every((total) => total === 1);
    }, 20_000);
    workers[0] = await fleet.start({ name: "worker-1c", role: "worker" });
  });

  test("no failure was hidden: every process still runs, and none logged an error", () => {
    const living = fleet.processes.filter((each) => each.isRunning);
    expect(living.map((each) => each.name).sort()).toEqual(["api-1b", "api-2", "worker-1c", "worker-2"]);
    for (const { output } of fleet.processes) expect(output).not.toMatch(/"level":(50|60)/);
  });
});
