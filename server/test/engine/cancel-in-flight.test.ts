import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { SetOutcome } from "../../src/modules/runs/sets/set-outcome.js";
import { laneOf, userKey } from "../../src/modules/identifiers/index.js";
import type { Session } from "../../src/platform/postgres/index.js";
import { createLaneApi, type LaneApi } from "../support/lanes.js";
import { waitUntil } from "../support/wait-until.js";

let api: LaneApi;
let blocker: Session;

beforeEach(async () => {
  api = await createLaneApi();
  blocker = await api.db.database.session(() => undefined);
});

afterEach(async () => {
  blocker.release();
  await api.db.drop();
});

const HOUR = 3_600_000;
const BELL = { ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "hello" } };
const LAST = { ...BELL, ref: "last" };
const DELAY = { ref: "later", type: "delay", for: { unit: "hours", value: 1 } };
const CANCEL = "mutation($i: CancelInput!) { cancel(input: $i) { cancelledRunCount } }";

async function notify(userIds: readonly string[], more: object = {}): Promise<void> {
  const i = { workflowKey: "work", recipients: userIds.map((userId) => ({ to: { userId } })), ...more };
  await api.get("mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", { i });
}

/** Creates feeds for the users, so that a test may lock them. */
async function prepare(steps: object[], userIds: readonly string[]): Promise<void> {
  await api.commit({ key: "work", name: "Work", steps: [BELL] });
  await notify(userIds);
  await api.settle();
  await api.commit({ key: "work", name: "Work again", steps });
}

const work = (userId: string): Promise<SetOutcome> => {
  const { environmentId } = api.home.secret;
  return api.modules.runs.lanes.work([environmentId, laneOf(environmentId, userKey(userId))], 500);
};

interface HeldUp {
  goOn(): Promise<SetOutcome[]>;
}

/**
 * Starts a set for each of these users. Each set has read its work and waits for the row lock of a feed to store its
 * messages.
 */
async function workHeldUp(...userIds: string[]): Promise<HeldUp> {
  await blocker.query("begin");
  await blocker.query("select 1 from feeds where recipient_key = any($1) for update", [userIds.map(userKey)]);
  const sets = userIds.map(work);
  await waitUntil(() => isWaiting("transactionid", sets.length));
  return {
    async goOn() {
      await blocker.query("commit");
      return Promise.all(sets);
    },
  };
}

/** Whether `count` sessions wait for a lock of this type. */
async function isWaiting(kind: "transactionid" | "advisory", count = 1): Promise<boolean> {
  const rows = await api.db.database.query(
    "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and wait_event = $1",
    [kind],
  );
  return rows.length === count;
}

async function runs(): Promise<Record<string, string>> {
  const rows = await api.db.database.query<{ recipient_key: string; status: string }>(
    `select r.recipient_key, r.status from runs r join triggers t on t.id = r.trigger_id where t.cancellation_key = 'c'`,
  );
  return Object.fromEntries(rows.map((row) => [row.recipient_key.slice(2), row.status]));
}

async function messagesOf(userId: string): Promise<number> {
  const rows = await api.db.database.query("select 1 from messages where recipient_key = $1", [userKey(userId)]);
  return rows.length;
}

const cancel = (more: object = {}): Promise<unknown> =>
  api.get(CANCEL, { i: { workflowKey: "work", cancellationKey: "c", ...more } }).then((data) => data.cancel);

/** A cancellation that waits for the sets of ann and bob. The unrelated user cy has due work too. */
async function cancelWhileTwoSetsWork(): Promise<{ sets: HeldUp; answer: Promise<unknown> }> {
  await prepare([BELL, DELAY, LAST], ["ann", "bob", "cy"]);
  await notify(["ann", "bob"], { cancellationKey: "c" });
  await notify(["cy"]);
  const sets = await workHeldUp("ann", "bob");
  const answer = cancel();
  await waitUntil(() => isWaiting("advisory"));
  return { sets, answer };
}

describe("a cancellation while a set works on the trigger", () => {
  test("waits for that set, and ends the runs that the set created", async () => {
    await prepare([BELL, DELAY, LAST], ["ann"]);
    await notify(["ann"], { cancellationKey: "c" });
    const set = await workHeldUp("ann");
    const answer = cancel();
    await waitUntil(() => isWaiting("advisory"));
    expect(await runs()).toEqual({});
    await set.goOn();
    expect(await answer).toEqual({ cancelledRunCount: 1 });
    expect(await runs()).toEqual({ ann: "CANCELLED" });
    await api.settleUntil(api.runtime.clock.now() + 2 * HOUR);
    expect(await messagesOf("ann")).toBe(2);
  });

  test("keeps other lanes from starting before that set has ended", async () => {
    await prepare([BELL], ["ann", "bob"]);
    await notify(["ann", "bob"], { cancellationKey: "c" });
    const set = await workHeldUp("ann");
    const answer = cancel();
    await waitUntil(() => isWaiting("advisory"));
    expect((await work("bob")).made.runs).toBe(0);
    await set.goOn();
    expect(await answer).toEqual({ cancelledRunCount: 0 });
    expect(await runs()).toEqual({ ann: "COMPLETED" });
  });

  test("does not wait for sets in other lanes", async () => {
    await prepare([BELL, DELAY, LAST], ["ann", "bob"]);
    await notify(["ann", "bob"], { cancellationKey: "c" });
    await work("bob");
    const set = await workHeldUp("ann");
    expect(await cancel({ recipients: [{ userId: "bob" }] })).toEqual({ cancelledRunCount: 1 });
    expect(await runs()).toEqual({ bob: "CANCELLED" });
    await set.goOn();
    expect(await runs()).toEqual({ ann: "WAITING", bob: "CANCELLED" });
  });

  test("keeps sets from starting while it waits for several, and lets them continue afterwards", async () => {
    const { sets, answer } = await cancelWhileTwoSetsWork();
    expect((await work("cy")).lanes).toMatchObject([{ status: "busy" }]);
    await sets.goOn();
    expect(await answer).toEqual({ cancelledRunCount: 2 });
    expect((await work("cy")).made.runs).toBe(1);
  });

  test("does not block new sets for long if one of several takes very long", async () => {
    const { sets, answer } = await cancelWhileTwoSetsWork();
    await waitUntil(async () => (await work("cy")).made.runs === 1);
    await sets.goOn();
    expect(await answer).toEqual({ cancelledRunCount: 2 });
    expect(await runs()).toEqual({ ann: "CANCELLED", bob: "CANCELLED" });
  });

  test("lets a run continue that woke first, and reports so", async () => {
    await prepare([DELAY, BELL], ["ann"]);
    await notify(["ann"], { cancellationKey: "c" });
    await work("ann");
    api.runtime.clock.advance(HOUR);
    const set = await workHeldUp("ann");
    const answer = cancel();
    await waitUntil(() => isWaiting("advisory"));
    await set.goOn();
    expect(await answer).toEqual({ cancelledRunCount: 0 });
    expect([await runs(), await messagesOf("ann")]).toEqual([{ ann: "COMPLETED" }, 2]);
  });

  test("answers two callers with one key only when all runs have ended, and counts each run once", async () => {
    await prepare([BELL, DELAY, LAST], ["ann", "bob"]);
    await notify(["ann", "bob"], { cancellationKey: "c" });
    await work("bob");
    const set = await workHeldUp("ann");
    const answers = [cancel(), cancel()];
    await waitUntil(() => isWaiting("advisory", 2));
    await set.goOn();
    const counts = (await Promise.all(answers)).map(
      (each) => (each as { cancelledRunCount: number }).cancelledRunCount,
    );
    expect(counts.reduce((sum, count) => sum + count)).toBe(2);
    expect(await runs()).toEqual({ ann: "CANCELLED", bob: "CANCELLED" });
  });
});

test("deleting a tenant waits for a set that began earlier, and deletes what that set stored", async () => {
  await prepare([BELL], ["ann"]);
  await api.get('mutation { setTenant(input: { tenantId: "acme" }) { tenant { id } } }');
  await notify(["ann"], { cancellationKey: "c", tenant: { tenantId: "acme" } });
  const set = await workHeldUp("ann");
  const answer = api.get('mutation { deleteTenant(input: { tenantId: "acme" }) { wasKnown } }');
  await waitUntil(() => isWaiting("advisory"));
  await set.goOn();
  expect(await answer).toEqual({ deleteTenant: { wasKnown: true } });
  expect(await messagesOf("ann")).toBe(1);
});

test("cancelling more runs than one short transaction may end proceeds lane by lane, and ends all of them", async () => {
  const userIds = Array.from({ length: 5_000 }, (_, n) => `user-${n}`);
  await api.commit({ key: "work", name: "Work", steps: [DELAY, BELL] });
  await notify(userIds, { cancellationKey: "c" });
  await api.settle();
  expect(await cancel()).toEqual({ cancelledRunCount: 5_000 });
  const { triggers } = await api.get("{ triggers { nodes { status } } }");
  expect(triggers).toEqual({ nodes: [{ status: "CANCELLED" }] });
});

test("S14: the recipients of cancellations are stored once, however often they are named, and not if all were reached", async () => {
  await api.commit({ key: "work", name: "Work", steps: [BELL] });
  await notify(["ann", "bob"], { cancellationKey: "k" });
  const cancel = (userIds: string[]): Promise<unknown> =>
    api.get(CANCEL, {
      i: { workflowKey: "work", cancellationKey: "k", recipients: userIds.map((userId) => ({ userId })) },
    });
  for (let n = 0; n < 5; n += 1) await cancel(["ann"]);
  const kept = async (): Promise<string[][]> =>
    (await api.db.database.query<{ keys: string[] | null }>("select cancelled_keys as keys from triggers")).map(
      ({ keys }) => keys ?? [],
    );
  expect(await kept()).toEqual([["u/ann"]]);
  await api.settle();
  await cancel(["bob"]);
  expect(await kept()).toEqual([["u/ann"]]);
});
