import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { OwnRedis } from "../support/own-redis.js";
import { describeWith, redisServer } from "../support/parts.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { buildServer, Fleet, type CarillonProcess } from "../support/processes.js";
import { waitUntil } from "../support/wait-until.js";

describeWith(redisServer, "a worker with a HEALTH_PORT", (program) => {
  let database: TestDatabase;
  let redis: OwnRedis;
  let fleet: Fleet;
  let worker: CarillonProcess;

  beforeAll(async () => {
    buildServer();
    [database, redis] = await Promise.all([createTestDatabase({ poolSize: 1 }), OwnRedis.start(program)]);
    fleet = new Fleet({ DATABASE_URL: database.url, REDIS_URL: redis.url });
    worker = await fleet.start({ name: "worker", role: "worker", env: { HEALTH_PORT: "0" } });
  }, 120_000);

  afterAll(async () => {
    await fleet.stop();
    await redis.stop();
    await database.drop();
  });

  const statusOf = async (place: string): Promise<number> => (await fetch(worker.url + place)).status;
  const ready = async (): Promise<unknown> => (await fetch(`${worker.url}/health/ready`)).json();

  test("serves its health and its metrics there, and nothing else", async () => {
    expect(worker.output).toContain(`(worker), health on ${worker.url}`);
    expect(await ready()).toEqual({ status: "ready", checks: { postgres: "ok", redis: "ok" } });
    expect(await statusOf("/health/live")).toBe(200);
    const metrics = await (await fetch(`${worker.url}/metrics`)).text();
    expect(metrics).toMatch(/^carillon_backlog_oldest_seconds 0$/m);
    expect(metrics).toMatch(/^carillon_set_seconds_count \d+$/m);
    for (const place of ["/", "/graphql", "/demo"]) expect([place, await statusOf(place)]).toEqual([place, 404]);
  });

  test("reports that Redis is away, stays ready without it, and reports when it is back", async () => {
    await redis.kill();
    await waitUntil(async () => JSON.stringify(await ready()).includes('"redis":"degraded"'));
    expect(await ready()).toEqual({ status: "ready", checks: { postgres: "ok", redis: "degraded" } });
    expect(await statusOf("/health/ready")).toBe(200);

    await redis.startAgain();
    await waitUntil(async () => JSON.stringify(await ready()).includes('"redis":"ok"'));
  });

  test("serves nothing when no port is set, and still works", async () => {
    const plain = await fleet.start({ name: "plain", role: "worker" });
    expect(plain.output).toMatch(/ready after \S+ s \(worker\)$/m);
    expect((await plain.stop()).code).toBe(0);
  });
});
