import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { counted, FaultRig, report } from "../support/fault-rig.js";
import { OwnRedis } from "../support/own-redis.js";
import { describeWith, redisServer } from "../support/parts.js";
import type { CarillonProcess } from "../support/processes.js";
import { waitUntil } from "../support/wait-until.js";

const AWAY_MS = counted(4_000, 30_000);
const CHANGES = "subscription { feedChanged { feed { counts { total } } items { id } } }";

describeWith(redisServer, "R-06: Redis lost and emptied", (program) => {
  let redis: OwnRedis;
  let rig: FaultRig;
  let apis: [CarillonProcess, CarillonProcess];

  beforeAll(async () => {
    redis = await OwnRedis.start(program);
    rig = await FaultRig.start({ REDIS_URL: redis.url });
    const first = await rig.fleet.start({ name: "api-1", role: "api" });
    await rig.prepare(first);
    apis = [first, await rig.fleet.start({ name: "api-2", role: "api" })];
    await rig.fleet.start({ name: "worker", role: "worker" });
  });
  afterAll(async () => {
    await rig.stop();
    await redis.stop();
  });

  test("triggers are accepted, feeds are read, open feeds catch up, and are live again after the outage", async () => {
    const open = rig.fleet.listen(apis[1], CHANGES, {}, "ann");
    const seen = (): number =>
      new Set(open.events.flatMap((event) => event.feedChanged.items.map((item: { id: string }) => item.id))).size;
    await waitUntil(() => open.events.length === 1);
    let sent = 0;
    const notify = async (): Promise<void> => {
      sent += 1;
      expect((await rig.notify(apis[0], `call-${sent}`, ["ann"])).outcome).toBe("ok");
    };
    await notify();
    await waitUntil(() => seen() === sent);

    await redis.kill();
    const backAt = performance.now() + AWAY_MS;
    const slowest = { ms: 0 };
    while (performance.now() < backAt) {
      const startedAt = performance.now();
      await notify();
      slowest.ms = Math.max(slowest.ms, performance.now() - startedAt);
      await sleep(250);
    }
    // Without hints, a poll finds new items within a few seconds.
    await waitUntil(() => seen() === sent, 10_000);

    await redis.startAgain();
    await redis.command("flushall");
    const returnedAt = performance.now();
    let liveAfterMs = Infinity;
    while (liveAfterMs === Infinity && performance.now() - returnedAt < 30_000) {
      const startedAt = performance.now();
      await notify();
      await waitUntil(() => seen() === sent, 10_000);
      if (performance.now() - startedAt < 500) liveAfterMs = performance.now() - returnedAt;
    }
    await rig.quiesce();
    expect(await rig.broken()).toEqual([]);
    expect(liveAfterMs).toBeLessThan(Infinity);
    open.stop();
    report("R-06 Redis lost", {
      "away ms": AWAY_MS,
      "slowest notify ms": slowest.ms,
      "live again after ms": liveAfterMs,
    });
  }, 180_000);
});
