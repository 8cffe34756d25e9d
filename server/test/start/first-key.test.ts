import { afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { buildServer, CarillonProcess } from "../support/processes.js";

const GIVEN = "sk_given_by_the_operator_once";
const OTHER = "sk_given_to_another_process_";

let database: TestDatabase;
const started: CarillonProcess[] = [];

beforeAll(() => buildServer(), 120_000);
beforeEach(async () => {
  database = await createTestDatabase({ poolSize: 1 });
});
afterEach(async () => {
  await Promise.all(started.splice(0).map(async (each) => each.isRunning && (await each.stop())));
  await database.drop();
});

async function start(env: NodeJS.ProcessEnv = {}): Promise<CarillonProcess> {
  const settings = { DATABASE_URL: database.url, CARILLON_DRAIN_MS: "0", ...env };
  const process = new CarillonProcess({ name: "api", role: "api" }, settings);
  started.push(process);
  return process.ready();
}

async function ask(api: CarillonProcess, key: string, query: string): Promise<string> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${key}` };
  return (await fetch(`${api.url}/graphql`, { method: "POST", headers, body: JSON.stringify({ query }) })).text();
}

const isGood = async (api: CarillonProcess, key: string): Promise<boolean> =>
  !(await ask(api, key, "{ environment { key } }")).includes("UNAUTHENTICATED");

describe("F12: the database decides which keys are good, not the settings", () => {
  test("a first key stays good without the setting, in every process", async () => {
    const first = await start({ CARILLON_BOOTSTRAP_SECRET_KEY: GIVEN });
    expect(await isGood(first, GIVEN)).toBe(true);
    await first.stop();

    const [one, other] = await Promise.all([start(), start()]);
    expect(await isGood(one, GIVEN)).toBe(true);
    expect(await isGood(other, GIVEN)).toBe(true);
    expect(await isGood(one, `${GIVEN}x`)).toBe(false);
  });

  test("two processes with different keys store both", async () => {
    const one = await start({ CARILLON_BOOTSTRAP_SECRET_KEY: GIVEN });
    const other = await start({ CARILLON_BOOTSTRAP_SECRET_KEY: OTHER });
    for (const api of [one, other]) for (const key of [GIVEN, OTHER]) expect(await isGood(api, key)).toBe(true);
  });

  test("a revoked one stays revoked, and a start with it says so", async () => {
    const first = await start({ CARILLON_BOOTSTRAP_SECRET_KEY: GIVEN });
    await start({ CARILLON_BOOTSTRAP_SECRET_KEY: OTHER });
    await database.database.query("update api_keys set revoked_at = now() where last_four = $1", [GIVEN.slice(-4)]);
    await first.stop();

    const again = await start({ CARILLON_BOOTSTRAP_SECRET_KEY: GIVEN });
    expect(await isGood(again, GIVEN)).toBe(false);
    expect(again.output).toMatch(/key in CARILLON_BOOTSTRAP_SECRET_KEY was revoked/);
  });

  test("a start on a database without keys warns that nobody can use it, and how to change that", async () => {
    const empty = await start();
    expect(empty.output).toMatch(/nobody can use this database.*CARILLON_BOOTSTRAP_SECRET_KEY/);
    await empty.stop();

    const mended = await start({ CARILLON_BOOTSTRAP_SECRET_KEY: GIVEN });
    expect(mended.output).not.toMatch(/nobody can use/);
    expect(await isGood(mended, GIVEN)).toBe(true);
  });
});
