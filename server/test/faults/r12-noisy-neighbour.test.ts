import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { BELL, counted, FaultRig, report } from "../support/fault-rig.js";
import { Fleet, type CarillonProcess } from "../support/processes.js";
import { Times } from "../support/times.js";
import { waitUntil } from "../support/wait-until.js";

const SUBSCRIBERS = counted(3_000, 20_000);
const BROADCASTS = counted(10, 15);
const ROUNDS = counted(20, 100);
const CHANGES = "subscription { feedChanged { items { id } } }";
const NOTIFY = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
const OBJECT = { collection: "projects", objectId: "loud" };

let rig: FaultRig;
let api: CarillonProcess;
/** The neighbour: another environment in the same process. */
let noisy: Fleet;
let noisyId: number;
/** The neighbour's broadcasts that were accepted. */
let broadcasts = 0;

beforeAll(async () => {
  ({ rig, api } = await FaultRig.withApi("all"));
  const quietKeys = rig.fleet.keys;
  noisy = new Fleet({});
  noisy.useKeys(await rig.fleet.makeEnvironment(api));
  rig.fleet.useKeys(quietKeys);
  const [row] = await rig.sql<{ id: number }>("select max(id)::int as id from environments");
  noisyId = row?.id ?? 0;

  const document = { key: "loud", name: "Loud", steps: [BELL] };
  await shout("mutation($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { workflow { id } } }", { document });
  await shout("mutation($i: CommitWorkflowInput!) { commitWorkflow(input: $i) { workflow { id } } }", {
    workflowKey: "loud",
  });
  for (let from = 0; from < SUBSCRIBERS; from += 1000) {
    const recipients = Array.from({ length: 1000 }, (_, n) => ({ userId: `fan-${from + n}` }));
    await shout("mutation($i: SubscribeInput!) { subscribe(input: $i) { changedCount } }", {
      object: OBJECT,
      recipients,
    });
  }
});
afterAll(() => rig.stop());

async function shout(query: string, i: object): Promise<void> {
  const { errors } = await noisy.ask(api, query, { i });
  if (errors) throw new Error(JSON.stringify(errors));
}

async function broadcast(): Promise<void> {
  await shout(NOTIFY, { workflowKey: "loud", recipients: [{ to: { object: OBJECT } }] });
  broadcasts += 1;
}

/** The neighbour's triggers whose fan-out is not done in some lane. */
async function unfinished(): Promise<string[]> {
  const rows = await rig.sql<{ id: string }>(
    "select distinct trigger_id::text as id from fanouts where environment_id = $1 and not is_done",
    [noisyId],
  );
  return rows.map((row) => row.id);
}

/**
 * Sends a message beside `BROADCASTS` unfinished broadcasts and waits until it has arrived.
 *
 * @returns whether a broadcast that was accepted before the message was still unfinished when the message arrived: in
 *   one queue for all, the message would have waited for every one of them
 */
async function overtakes(send: () => Promise<void>): Promise<boolean> {
  const missing = BROADCASTS - (await unfinished()).length;
  await Promise.all(Array.from({ length: missing }, broadcast));
  const before = new Set(await unfinished());
  await send();
  return (await unfinished()).some((id) => before.has(id));
}

/** The distinct items that a listener has seen. */
function countOf(events: readonly { feedChanged: { items: readonly { id: string }[] } }[]): number {
  return new Set(events.flatMap((event) => event.feedChanged.items.map((item) => item.id))).size;
}

test(
  `R-12: beside a neighbour's ${BROADCASTS} broadcasts to ${SUBSCRIBERS}, messages of another environment arrive before those broadcasts are done`,
  async () => {
    const times = new Times();
    const open = rig.fleet.listen(api, CHANGES, {}, "ada");
    await waitUntil(() => open.events.length > 0);
    let sent = 0;
    const round = async (when: string): Promise<void> => {
      sent += 1;
      await times.take(when, async () => {
        await rig.notify(api, `quiet-${sent}`, ["ada"]);
        await waitUntil(() => countOf(open.events) >= sent);
      });
    };
    for (let n = 0; n < ROUNDS; n += 1) await round("alone");
    let overtook = 0;
    for (let n = 0; n < ROUNDS; n += 1) overtook += (await overtakes(() => round("beside"))) ? 1 : 0;
    expect(overtook).toBeGreaterThanOrEqual(ROUNDS / 4);

    await rig.quiesce(200_000);
    open.stop();
    expect(await rig.broken()).toEqual([]);
    const [made] = await rig.sql<{ count: number }>(
      "select count(*)::int as count from messages where environment_id = $1",
      [noisyId],
    );
    expect(made).toEqual({ count: broadcasts * (SUBSCRIBERS + 1) });
    const p99 = (when: string): number => times.quantile(when, 0.99);
    report("R-12 noisy neighbour", {
      ...times.figures(),
      overtook,
      "p99 beside/alone": (p99("beside") / p99("alone")).toFixed(1),
    });
  },
  counted(120_000, 400_000),
);

test(
  `R-12: beside an environment's own ${BROADCASTS} broadcasts, messages to one user arrive before those broadcasts are done`,
  async () => {
    const times = new Times();
    const open = noisy.listen(api, CHANGES, {}, "bob");
    await waitUntil(() => open.events.length > 0);
    let sent = 0;
    const send = async (): Promise<void> => {
      sent += 1;
      await times.take("beside", async () => {
        await shout(NOTIFY, { workflowKey: "loud", recipients: [{ to: { userId: "bob" } }] });
        await waitUntil(() => countOf(open.events) >= sent);
      });
    };
    let overtook = 0;
    for (let n = 0; n < ROUNDS; n += 1) overtook += (await overtakes(send)) ? 1 : 0;
    expect(overtook).toBeGreaterThanOrEqual(ROUNDS / 4);

    await rig.quiesce(200_000);
    open.stop();
    expect(await rig.broken()).toEqual([]);
    report("R-12 beside one's own broadcasts", { ...times.figures(), overtook });
  },
  counted(120_000, 400_000),
);
