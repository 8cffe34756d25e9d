import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { AppError } from "../../src/platform/errors/index.js";
import { createLogger } from "../../src/platform/logging/index.js";
import { RateLimits, type RateBudget } from "../../src/platform/rate-limits/index.js";
import { sharedName } from "../../src/platform/rate-limits/rate-limits.js";
import { connectRedis, type RedisClient } from "../../src/platform/redis/index.js";
import { OwnRedis } from "../support/own-redis.js";
import { describeWith, redisServer } from "../support/parts.js";
import { waitUntil } from "../support/wait-until.js";

const RATES = { secret: 100, user: 100, address: 100 };

function takeAll(budget: RateBudget | null): number {
  for (let taken = 0; ; taken++) {
    try {
      budget?.take(1);
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      return taken;
    }
  }
}

describeWith(redisServer, "rate limits of several processes", (program) => {
  let redis: OwnRedis;
  const clients: RedisClient[] = [];

  const process = async (): Promise<RateLimits> => {
    const client = connectRedis({ url: redis.url, log: createLogger("silent") });
    clients.push(client);
    await waitUntil(() => client.status === "ready");
    return new RateLimits({ rates: RATES, redis: client, now: () => performance.timeOrigin + performance.now() });
  };

  beforeEach(async () => {
    redis = await OwnRedis.start(program);
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.disconnect();
    await redis.stop();
  });

  test("are shared: points spent in one process are spent in the other", async () => {
    const [one, other] = await Promise.all([process(), process()]);
    for (let taken = 0; taken < 60; taken++) one.budgetOf("user", "1/ann")?.take(1);
    other.budgetOf("user", "1/ann")?.take(1);
    await waitUntil(() => other.budgetOf("user", "1/ann")?.state.remaining === 39);
    expect(takeAll(other.budgetOf("user", "1/ann"))).toBe(39);
    await waitUntil(async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return takeAll(one.budgetOf("user", "1/ann")) >= 0 && one.budgetOf("user", "1/ann")?.isSpent === true;
    });
    expect(other.budgetOf("user", "1/bob")?.state.remaining).toBe(100);
  });

  test("cost few commands, however many requests there are", async () => {
    const limits = await process();
    for (let taken = 0; taken < 90; taken++) limits.budgetOf("secret", "key_1")?.take(1);
    await waitUntil(async () => (await redis.command("get", `carillon:limit:secret:${sharedName("key_1")}`)) === "90");
    expect(await tellingCount(redis)).toBeLessThanOrEqual(3);
  });

  test("X-17: a window that a clock change extended to hours in Redis still ends, and its count starts over", async () => {
    const key = `carillon:limit:user:${sharedName("1/ann")}`;
    const limits = await process();
    limits.budgetOf("user", "1/ann")?.take(90);
    await waitUntil(async () => (await redis.command("get", key)) === "90");
    await redis.command("pexpire", key, "7200000");
    const other = await process();
    other.budgetOf("user", "1/ann")?.take(20);
    await waitUntil(
      async () => (await redis.command("get", key)) !== "90" && (await redis.command("get", key)) !== "110",
    );
    expect(other.budgetOf("user", "1/ann")?.state.resetInMs).toBeLessThanOrEqual(60_000);
    expect(limits.budgetOf("user", "1/ann")?.state.resetInMs).toBeLessThanOrEqual(60_000);
    expect(other.budgetOf("user", "1/ann")?.isSpent).toBe(false);
  });

  test("limit each process separately during a Redis outage, and count together again afterwards", async () => {
    const limits = await process();
    limits.budgetOf("user", "1/ann")?.take(10);
    await redis.kill();
    expect(takeAll(limits.budgetOf("user", "1/cleo"))).toBe(100);
    await redis.startAgain();
    await waitUntil(async () => {
      const budget = limits.budgetOf("user", "1/dora");
      if (budget && budget.state.remaining > 50) budget.take(1);
      await new Promise((resolve) => setTimeout(resolve, 100));
      return (await redis.command("exists", `carillon:limit:user:${sharedName("1/dora")}`)) === 1;
    });
  });
});

/** How often processes reported points, without this test's own reads. */
async function tellingCount(redis: OwnRedis): Promise<number> {
  const stats = String(await redis.command("info", "commandstats"));
  return Number(/cmdstat_incrby:calls=(\d+)/.exec(stats)?.[1] ?? 0);
}
