import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { counted, report } from "../support/fault-rig.js";
import { OwnPostgres } from "../support/own-postgres.js";
import { buildServer, CarillonProcess, Fleet } from "../support/processes.js";

const KILLS = counted(4, 25);
/** A start on an empty database takes some two seconds; migrations take most of the second one. */
const SPAN_MS = 2_500;

let postgres: OwnPostgres;

beforeAll(async () => {
  buildServer();
  postgres = await OwnPostgres.start();
});
afterAll(() => postgres.stop());

test("processes that are killed while they start or migrate do not block the next process", async () => {
  const env = { DATABASE_URL: postgres.url, CARILLON_DRAIN_MS: "0" };
  for (let kill = 0; kill < KILLS; kill += 1) {
    const doomed = [1, 2].map((n) => new CarillonProcess({ name: `doomed-${kill}-${n}`, role: "all" }, env));
    await sleep((SPAN_MS * (kill + 1)) / KILLS);
    await Promise.all(doomed.map((each) => each.kill()));
  }
  const fleet = new Fleet(env);
  const startedAt = performance.now();
  try {
    const next = await fleet.start({ name: "next", role: "all" });
    const readyMs = performance.now() - startedAt;
    await fleet.makeEnvironment(next);
    const answer = await fleet.ask(next, "{ environment { key } }");
    expect(answer.errors).toBeUndefined();
    expect((await fetch(`${next.url}/health/ready`)).status).toBe(200);
    expect((await next.stop()).signal).toBeNull();
    report("killed at start", { kills: 2 * KILLS, "next ready after ms": readyMs });
  } finally {
    await fleet.stop();
  }
}, 240_000);
