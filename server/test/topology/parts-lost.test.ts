import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import pg from "pg";
import { OwnPostgres } from "../support/own-postgres.js";
import { OwnRedis } from "../support/own-redis.js";
import { describeWith, redisServer } from "../support/parts.js";
import { buildServer, Fleet, type CarillonProcess, type HttpAnswer } from "../support/processes.js";
import { waitUntil } from "../support/wait-until.js";

const NOTIFY = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
const TOTAL = "query($u: ID!) { feed(recipient: { userId: $u }) { counts { total } } }";
const CHANGES = "subscription { feedChanged { feed { counts { total } } items { id } } }";
const BELL = { ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "hello" } };

async function addPlainWorkflow(fleet: Fleet, api: CarillonProcess): Promise<void> {
  const document = { key: "plain", name: "Plain", steps: [BELL] };
  const save = "mutation($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { workflow { id } } }";
  await fleet.ask(api, save, { i: { document } });
  const commit = `mutation { commitWorkflow(input: { workflowKey: "plain" }) { workflow { id } } }`;
  await fleet.ask(api, commit);
}

function notify(fleet: Fleet, api: CarillonProcess, userId: string): Promise<HttpAnswer> {
  return fleet.ask(api, NOTIFY, { i: { workflowKey: "plain", recipients: [{ to: { userId } }] } });
}

const totalOf = async (fleet: Fleet, api: CarillonProcess, userId: string): Promise<number> =>
  (await fleet.ask(api, TOTAL, { u: userId })).data?.feed?.counts.total ?? -1;

const START_PATIENCE_MS = 120_000;

beforeAll(() => buildServer(), START_PATIENCE_MS);

describe("three api and three worker processes that start at once on an empty Postgres, without Redis", () => {
  let postgres: OwnPostgres;
  let fleet: Fleet;
  let apis: CarillonProcess[];

  beforeAll(async () => {
    postgres = await OwnPostgres.start();
    fleet = new Fleet({ DATABASE_URL: postgres.url });
    const roles = ["api", "api", "api", "worker", "worker", "worker"] as const;
    const all = await Promise.all(roles.map((role, index) => fleet.start({ name: `${role}-${index}`, role })));
    apis = all.slice(0, 3);
  }, START_PATIENCE_MS);

  afterAll(async () => {
    await fleet.stop();
    await postgres.stop();
  });

  test("deliver a notify to an open feed at another api within seconds", async () => {
    const [one, other] = apis;
    if (!one || !other) throw new Error("There are no processes.");
    await fleet.makeEnvironment(one);
    await addPlainWorkflow(fleet, one);
    const open = fleet.listen(other, CHANGES, {}, "ann");
    await waitUntil(() => open.events.length === 1);
    expect((await notify(fleet, one, "ann")).status).toBe(200);
    await waitUntil(() => open.events.length === 2);
    open.stop();
    for (const { output } of fleet.processes) expect(output).not.toMatch(/"level":(50|60)/);
  });
});

describeWith(redisServer, "a part is lost and comes back", (program) => {
  let postgres: OwnPostgres;
  let redis: OwnRedis;
  let fleet: Fleet;
  let api: CarillonProcess;
  let worker: CarillonProcess;

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([OwnPostgres.start(), OwnRedis.start(program)]);
    fleet = new Fleet({ DATABASE_URL: postgres.url, REDIS_URL: redis.url, RATE_LIMIT_USER: "100000" });
    [api, worker] = await Promise.all([
      fleet.start({ name: "api", role: "api" }),
      fleet.start({ name: "worker", role: "worker" }),
    ]);
    await fleet.makeEnvironment(api);
    await addPlainWorkflow(fleet, api);
  }, START_PATIENCE_MS);

  afterAll(async () => {
    await fleet.stop();
    await redis.stop();
    await postgres.stop();
  });

  test("without Redis triggers are accepted and open feeds catch up; with Redis again feeds are live within 5 s", async () => {
    const open = fleet.listen(api, CHANGES, {}, "ann");
    await waitUntil(() => open.events.length === 1);
    const seen = (): number => open.events.at(-1).feedChanged.feed.counts.total;
    await redis.kill();
    for (let call = 1; call <= 20; call++) expect((await notify(fleet, api, "ann")).status).toBe(200);
    expect((await fleet.ask(api, TOTAL, {}, "ann")).errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
    expect(await totalOf(fleet, api, "ann")).toBeGreaterThanOrEqual(0);
    await waitUntil(() => seen() === 20);

    await redis.startAgain();
    let count = 20;
    await waitUntil(async () => {
      const sentAt = performance.now();
      await notify(fleet, api, "ann");
      count += 1;
      await waitUntil(() => seen() === count);
      return performance.now() - sentAt < 1000;
    }, 5000);
    open.stop();
    expect(api.isRunning && worker.isRunning).toBe(true);
  });

  test("without Postgres calls are refused as UNAVAILABLE, no accepted call is lost, and work resumes by itself", async () => {
    expect((await notify(fleet, api, "bob")).status).toBe(200);
    let accepted = 1;
    let refused = 0;
    let isOver = false;
    const load = Array.from({ length: 4 }, async () => {
      while (!isOver) {
        const { status, headers, errors } = await notify(fleet, api, "bob");
        if (status === 200 && !errors) accepted += 1;
        else {
          expect([status, errors?.[0]?.extensions.code]).toEqual([503, "UNAVAILABLE"]);
          expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
          refused += 1;
        }
      }
    });
    await waitUntil(() => accepted > 20);
    await postgres.stopHard();
    await waitUntil(() => refused > 20, 15_000);
    await postgres.startAgain();
    const backAt = performance.now();
    const before = accepted;
    await waitUntil(() => accepted > before);
    expect(performance.now() - backAt).toBeLessThan(15_000);
    isOver = true;
    await Promise.all(load);
    // A commit whose answer was lost may count too. An accepted call always counts.
    await waitUntil(async () => (await totalOf(fleet, api, "bob")) >= accepted, 20_000);
    expect(await totalOf(fleet, api, "bob")).toBeLessThanOrEqual(accepted + 4);
    expect(api.isRunning && worker.isRunning).toBe(true);
  });

  test("with a database that answers no one, calls fail instead of queueing for ever", async () => {
    const hog = new pg.Client({ connectionString: postgres.url });
    await hog.connect();
    await hog.query("begin");
    await hog.query("lock table triggers in access exclusive mode");
    const startedAt = performance.now();
    const waits = await Promise.all(
      Array.from({ length: 1300 }, async () => {
        const { status } = await notify(fleet, api, "cleo");
        return [status, performance.now() - startedAt] as const;
      }),
    );
    await hog.query("rollback");
    await hog.end();
    expect(new Set(waits.map(([status]) => status))).toEqual(new Set([503]));
    // Five seconds for a connection and ten for the statement, and as much again for a busy machine.
    expect(Math.max(...waits.map(([, ms]) => ms))).toBeLessThan(30_000);
    await waitUntil(async () => (await notify(fleet, api, "cleo")).status === 200);
    await waitUntil(async () => (await totalOf(fleet, api, "cleo")) >= 1);
  });
});
