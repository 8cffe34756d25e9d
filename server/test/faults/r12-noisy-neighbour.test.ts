import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { BELL, counted, FaultRig, report } from "../support/fault-rig.js";
import { Fleet, type CarillonProcess } from "../support/processes.js";
import { Times } from "../support/times.js";
import { waitUntil } from "../support/wait-until.js";

const SUBSCRIBERS = counted(3_000, 20_000);
const BROADCASTS = counted(10, 15);
const ROUNDS = counted(20, 200);
const CHANGES = "subscription { feedChanged { items { id } } }";
const NOTIFY = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
const OBJECT = { collection: "projects", objectId: "loud" };

let rig: FaultRig;
let api: CarillonProcess;
/** The neighbour: another environment in the same process. */
let noisy: Fleet;
let noisyId: number;

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

async function isNoisy(): Promise<boolean> {
  const rows = await rig.sql("select 1 from fanouts where environment_id = $1 and not is_done limit 1", [noisyId]);
  return rows.length > 0;
}

test(
  `R-12: while a neighbour's ${BROADCASTS} broadcasts to ${SUBSCRIBERS} fan out, messages of another environment arrive before they are done`,
  async () => {
    const times = new Times();
    const open = rig.fleet.listen(api, CHANGES, {}, "ada");
    await waitUntil(() => open.events.length > 0);
    let sent = 0;
    const arrived = (): number => new Set(open.events.flatMap((event) => event.feedChanged.items.map(idOf))).size;
    const round = async (when: string): Promise<void> => {
      sent += 1;
      await times.take(when, async () => {
        await rig.notify(api, `quiet-${sent}`, ["ada"]);
        await waitUntil(() => arrived() >= sent);
      });
    };
    for (let n = 0; n < ROUNDS; n += 1) await round("alone");

    const shouts = Array.from({ length: BROADCASTS }, () =>
      shout(NOTIFY, { workflowKey: "loud", recipients: [{ to: { object: OBJECT } }] }),
    );
    await Promise.all(shouts);
    let beside = 0;
    for (; beside < ROUNDS && (await isNoisy()); beside += 1) await round("beside");
    // Each message but the last was sent and arrived while the neighbour had work left.
    expect(beside).toBeGreaterThanOrEqual(counted(4, 30));

    await rig.quiesce(200_000);
    open.stop();
    expect(await rig.broken()).toEqual([]);
    const [made] = await rig.sql<{ count: number }>(
      "select count(*)::int as count from messages where environment_id = $1",
      [noisyId],
    );
    expect(made).toEqual({ count: BROADCASTS * (SUBSCRIBERS + 1) });
    const p99 = (when: string): number => times.quantile(when, 0.99);
    report("R-12 noisy neighbour", {
      ...times.figures(),
      "p99 beside/alone": (p99("beside") / p99("alone")).toFixed(1),
    });
  },
  counted(120_000, 400_000),
);

test(
  `R-12: while an environment's own ${BROADCASTS} broadcasts fan out, messages to one user arrive before they are done`,
  async () => {
    const times = new Times();
    const open = noisy.listen(api, CHANGES, {}, "bob");
    await waitUntil(() => open.events.length > 0);
    const arrived = (): number => new Set(open.events.flatMap((event) => event.feedChanged.items.map(idOf))).size;
    const shouts = Array.from({ length: BROADCASTS }, () =>
      shout(NOTIFY, { workflowKey: "loud", recipients: [{ to: { object: OBJECT } }] }),
    );
    await Promise.all(shouts);
    let sent = 0;
    while (sent < ROUNDS && (await isNoisy())) {
      sent += 1;
      await times.take("beside", async () => {
        await shout(NOTIFY, { workflowKey: "loud", recipients: [{ to: { userId: "bob" } }] });
        await waitUntil(() => arrived() >= sent);
      });
    }
    expect(sent).toBeGreaterThanOrEqual(counted(3, 20));

    await rig.quiesce(200_000);
    open.stop();
    expect(await rig.broken()).toEqual([]);
    report("R-12 beside one's own broadcasts", times.figures());
  },
  counted(120_000, 400_000),
);

function idOf(item: { id: string }): string {
  return item.id;
}
