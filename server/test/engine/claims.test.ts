import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { laneOf, runIdOf, userKey } from "../../src/modules/identifiers/index.js";
import { LaneClaimRepository } from "../../src/modules/runs/lane-claim.repository.js";
import { LaneClaims } from "../../src/modules/runs/isolation/lane-claims.service.js";
import type { LaneUnit } from "../../src/modules/lanes/index.js";
import { WORKER_LOCK_SPACE, type Queryable, type Session } from "../../src/platform/postgres/index.js";
import { BELL, createLaneApi, usersOfOneLane, type LaneApi } from "../support/lane-api.js";
import { waitUntil } from "../support/wait-until.js";

let api: LaneApi;

beforeEach(async () => {
  api = await createLaneApi();
  await api.addWorkflow("plain", [BELL]);
});

afterEach(() => api.close());

const units = (lanes: readonly number[]): LaneUnit[] => lanes.map((lane) => [api.home.environmentId, lane]);
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);
const homeLane = (): number => laneOf(api.home.environmentId, userKey("lane-0"));

async function claimed(): Promise<number[]> {
  const rows = await api.db.database.query<{ lane: number }>("select lane from lane_claims order by lane");
  return rows.map(({ lane }) => lane);
}

/** Inserts claims of dead workers: no session holds the locks of their numbers. */
async function leaveClaims(deaths: number, { lane = homeLane(), runId = null as string | null } = {}): Promise<void> {
  await api.db.database.query(
    "insert into lane_claims select $1, $2, 900 + n, $4, $3, now() from generate_series(1, $5::int) n",
    [api.home.environmentId, lane, runId, runId ? "new" : null, deaths],
  );
}

async function isTrusted(): Promise<boolean> {
  return (await api.db.database.query("select 1 from lane_claims where worker < 1000")).length === 0;
}

/** Can terminate the connection of the worker's session, as an administrator or a proxy would. */
class SessionBreaker extends LaneClaimRepository {
  isBreaking = false;
  #session: Session | null = null;

  override async enter(session: Session): Promise<number> {
    this.#session = session;
    return super.enter(session);
  }

  override async leave(q: Queryable, worker: number): Promise<void> {
    if (this.isBreaking) await this.breakSession();
    await super.leave(q, worker);
  }

  /** Returns after the process has noticed. */
  async breakSession(): Promise<void> {
    await this.#session?.query("select pg_terminate_backend(pg_backend_pid())").catch(() => undefined);
    // This query ends with the connection, of which the process learns by then.
    await this.#session?.query("select 1").catch(() => undefined);
  }
}

/** The number of messages of each set, in order. */
async function setSizes(): Promise<number[]> {
  const rows = await api.db.database.query<{ size: number }>(
    "select count(*)::int as size from messages group by xmin order by min(xmin::text::bigint)",
  );
  return rows.map(({ size }) => size);
}

describe("a worker's claims", () => {
  let claims: LaneClaims;

  beforeEach(() => {
    claims = new LaneClaims(api.runtime, new LaneClaimRepository());
  });

  afterEach(() => claims.close());

  const take = (lanes: number[], waiting: number[], isExclusive = false): Promise<void> =>
    claims.take(units(lanes), { waiting: () => units(waiting), isExclusive });

  test("S9: a session that breaks while it enters again is not used", async () => {
    const repository = new SessionBreaker();
    const broken = new LaneClaims(api.runtime, repository);
    const takeLane = (lane: number): Promise<void> =>
      broken.take(units([lane]), { waiting: () => [], isExclusive: true });
    await takeLane(0);
    await repository.breakSession();
    // The next session breaks while the claims of the first one are deleted.
    repository.isBreaking = true;
    await expect(takeLane(1)).rejects.toThrow("session broke while it entered");
    repository.isBreaking = false;
    await takeLane(1);
    expect(await claimed()).toEqual([1]);
    expect(await repository.deaths(api.db.database, 3)).toEqual([]);
    await broken.close();
  });

  test("cover the lanes of the current and the next sets, not all waiting lanes", async () => {
    await take([0, 1], range(2, 200));
    expect(await claimed()).toEqual(range(0, 8));
  });

  test("cost no statement for the following sets", async () => {
    await take([0, 1], range(2, 200));
    let statements = 0;
    const stop = api.db.database.onStatement(() => (statements += 1));
    for (const lane of [2, 4, 6]) await take([lane, lane + 1], range(lane + 2, 200));
    stop();
    expect(statements).toBe(0);
  });

  test("are released if a lane goes to the end of the queue", async () => {
    await take([0, 1], range(2, 200));
    claims.leave(units([0, 1]));
    await take([8, 9], [...range(10, 200), 0, 1]);
    expect(await claimed()).toEqual(range(2, 16));
  });

  test("cover no waiting lane while another lane runs in isolation", async () => {
    await take([0, 1], range(2, 200));
    claims.leave(units([0, 1]));
    await take([100], [...range(2, 100), ...range(101, 200), 0], true);
    // Lane 1 has no due work, so it was not being worked on when lane 100 ended the process.
    expect(await claimed()).toEqual([1, 100]);
  });

  test("are kept during a long set, and released some time after the lane was left", async () => {
    await take([0], []);
    api.runtime.clock.advance(10_000);
    await claims.refresh();
    expect(await claimed()).toEqual([0]);
    claims.leave(units([0]));
    api.runtime.clock.advance(10_000);
    await claims.refresh();
    expect(await claimed()).toEqual([]);
  });

  test("suspect no lane if the session breaks", async () => {
    await api.notify("plain", usersOfOneLane(api.home, 1));
    await take([homeLane()], []);
    await api.db.database.query(
      "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = $1",
      [WORKER_LOCK_SPACE],
    );
    await waitUntil(async () => {
      await take([homeLane()], []);
      await claims.refresh();
      return claims.crashRecordOf([api.home.environmentId, homeLane()]) === null && (await claimed()).length === 1;
    });
  });

  test("of a dead worker count where work is due, and nowhere else", async () => {
    await api.notify("plain", usersOfOneLane(api.home, 1));
    const other = (homeLane() + 1) % 256;
    await leaveClaims(1);
    await leaveClaims(1, { lane: other });
    await claims.refresh();
    expect(claims.crashRecordOf([api.home.environmentId, homeLane()])).toEqual({ deaths: 1, suspect: null });
    expect(claims.crashRecordOf([api.home.environmentId, other])).toBeNull();
    expect(await claimed()).toEqual([homeLane()]);
  });
});

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}

describe("a lane in which workers died", () => {
  const startWorker = async (): Promise<void> => {
    await api.modules.runs.worker.start();
    await api.modules.runs.worker.sweep();
  };

  test("gets small sets after one death, and normal sets when no work is due", async () => {
    const users = usersOfOneLane(api.home, 60);
    const first = await api.notify("plain", users);
    await leaveClaims(1);
    await startWorker();
    await api.finished(first);
    const careful = await setSizes();
    // A busy machine makes sets smaller, never larger.
    expect(Math.max(...careful)).toBeLessThanOrEqual(22);
    expect(sum(careful)).toBe(60);
    await waitUntil(isTrusted);
    await api.finished(await api.notify("plain", users));
    const usual = (await setSizes()).slice(careful.length);
    expect(Math.max(...usual)).toBeGreaterThan(22);
    expect(sum(usual)).toBe(60);
  });

  test("is processed run by run after two deaths, and in larger sets again after successes", async () => {
    const trigger = await api.notify("plain", usersOfOneLane(api.home, 60));
    await leaveClaims(2);
    await startWorker();
    await api.finished(trigger);
    const sizes = await setSizes();
    expect(sizes.slice(0, 22)).toEqual(Array.from({ length: 22 }, () => 1));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(22);
    expect(sum(sizes)).toBe(60);
  });

  test("fails the run that died alone three times, once it is due, and stays isolated behind it", async () => {
    const users = usersOfOneLane(api.home, 10);
    const trigger = await api.notify("plain", users);
    const [fanout] = await api.db.database.query<{ seq: number }>("select trigger_seq as seq from fanouts");
    await leaveClaims(3, { runId: runIdOf(fanout?.seq ?? 0, trigger, userKey(users[4] ?? "")) });
    await startWorker();
    const { runs } = await api.finished(trigger);
    expect(runs.filter((run) => run.status === "FAILED").map((run) => run.recipientId)).toEqual([users[4]]);
    expect(await setSizes()).toEqual(Array.from({ length: 9 }, () => 1));
  });
});
