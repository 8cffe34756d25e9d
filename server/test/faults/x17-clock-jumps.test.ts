import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { FaultRig, report } from "../support/fault-rig.js";
import type { CarillonProcess } from "../support/processes.js";
import { waitUntil } from "../support/wait-until.js";

const HOUR_S = 3600;
/** Each process measures the database's clock every 15 s. */
const NOTICED_MS = 17_000;
const REVOKED_MS = 5000;

let rig: FaultRig;
let near: CarillonProcess;
let far: CarillonProcess;

/** Sets the database's clock with a function that shadows Postgres's own. */
async function setClock(offsetS: number): Promise<void> {
  await rig.sql(`create or replace function skewed.clock_timestamp() returns timestamptz language sql volatile
    as $$ select pg_catalog.clock_timestamp() + interval '${offsetS} seconds' $$`);
}

beforeAll(async () => {
  rig = await FaultRig.start();
  await rig.sql("create schema skewed");
  await setClock(0);
  await rig.sql("alter database postgres set search_path = skewed, pg_catalog, public");
  near = await rig.fleet.start({ name: "near", role: "all", env: { RATE_LIMIT_USER: "5" } });
  await rig.prepare(near);
  far = await rig.fleet.start({ name: "far", role: "api", env: { RATE_LIMIT_USER: "5" } });
}, 120_000);
afterAll(() => rig.stop());

async function makeKey(kind: "SECRET" | "PUBLIC"): Promise<{ id: string; value: string }> {
  const query = "mutation($i: CreateApiKeyInput!) { createApiKey(input: $i) { apiKey { id } key } }";
  const made = await rig.must(near, query, { i: { kind, name: "to be revoked" } });
  return { id: made.createApiKey.apiKey.id, value: made.createApiKey.key };
}

async function isGood(api: CarillonProcess, key: string): Promise<boolean> {
  const answer = await rig.fleet.askAs(api, { authorization: `Bearer ${key}` }, { query: "{ environment { key } }" });
  return !answer.errors;
}

describe.each([
  ["back by two hours", -2 * HOUR_S],
  ["forward by two hours", 2 * HOUR_S],
])("X-17: the database's clock is set %s while caches, limits and leases are in use", (_what, offsetS) => {
  test("revoked keys end everywhere within 5 s, limits end after their minute, and work continues", async () => {
    await setClock(0);
    await sleep(NOTICED_MS);
    const key = await makeKey("SECRET");
    expect(await isGood(far, key.value)).toBe(true);
    const open = rig.fleet.listen(
      far,
      "subscription { feedChanged { feed { counts { total } } } }",
      {},
      `ann${offsetS}`,
    );
    await waitUntil(() => open.events.length === 1);

    await setClock(offsetS);
    const stepping = (async () => {
      for (const endAt = performance.now() + NOTICED_MS; performance.now() < endAt; await sleep(200)) {
        // Keeps the key in the cache until the clock jumps.
        await isGood(far, key.value);
      }
    })();
    await stepping;

    await rig.must(near, "mutation($i: RevokeApiKeyInput!) { revokeApiKey(input: $i) { apiKey { id } } }", {
      i: { id: key.id },
    });
    const revokedAt = performance.now();
    await waitUntil(async () => !(await isGood(far, key.value)), REVOKED_MS);
    report(`X-17 database clock set by ${offsetS} s`, {
      "revoked key refused elsewhere ms": performance.now() - revokedAt,
    });

    const called = await rig.notify(near, `after-${offsetS}`, [`ann${offsetS}`]);
    expect(called.outcome).toBe("ok");
    await waitUntil(() => open.events.at(-1)?.feedChanged.feed.counts.total === 1, 10_000);
    open.stop();
    await rig.quiesce();
    expect(await rig.broken()).toEqual([]);
  }, 120_000);
});
