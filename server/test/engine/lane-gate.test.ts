import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { LaneLocksRepository } from "../../src/modules/runs/due/lane-locks.repository.js";
import { LANE_GATE } from "../../src/modules/lanes/index.js";
import type { Tx } from "../../src/platform/postgres/index.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";

const ENVIRONMENT = 7;
const LANES = [3, 4, 200];
const lanes = new LaneLocksRepository();

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase({ isGuarded: false });
});
afterAll(() => db.drop());

/** The locks of the environment's lanes and gate that the transaction holds. */
async function held(tx: Tx): Promise<number[]> {
  const rows = await tx.query<{ objid: number }>(
    `select objid::int from pg_locks where locktype = 'advisory' and granted and pid = pg_backend_pid()
     and classid = ${ENVIRONMENT} and objsubid = 2 order by objid`,
  );
  return rows.map((row) => row.objid);
}

const tryAll = (tx: Tx): Promise<number[]> =>
  lanes.tryLocks(tx, ENVIRONMENT, LANES, new Date()).then((owned) => owned.map(({ lane }) => lane));

test("S17: while another session holds the gate, a set locks no lane, not even for a moment", async () => {
  await db.database.transaction(async (cancelling) => {
    await cancelling.query("select pg_advisory_xact_lock($1, $2)", [ENVIRONMENT, LANE_GATE]);
    await db.database.transaction(async (set) => {
      expect(await tryAll(set)).toEqual([]);
      expect(await held(set)).toEqual([]);
    });
  });
});

test("S17: while the gate is free, a set locks the gate and the free lanes", async () => {
  await db.database.transaction(async (other) => {
    await other.query("select pg_advisory_xact_lock($1, $2)", [ENVIRONMENT, 4]);
    await db.database.transaction(async (set) => {
      expect(await tryAll(set)).toEqual([3, 200]);
      expect(await held(set)).toEqual([3, 200, LANE_GATE]);
    });
  });
});
