import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { counted, FaultRig, report } from "../support/fault-rig.js";
import { checkHistory } from "../support/history/check-history.js";
import type { CarillonProcess } from "../support/processes.js";
import { Times } from "../support/times.js";

const STORM_MS = counted(6_000, 60_000);
const PEOPLE = Array.from({ length: 20 }, (_, n) => `user-${n}`);
const NOTIFY = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
const ITEMS = "query($u: ID!) { feed(recipient: { userId: $u }) { items(first: 50) { nodes { id } } } }";
const BATCHED = [
  { ref: "collect", type: "batch", window: { unit: "seconds", value: 1 } },
  { ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "{{ total_activities }}" } },
];

let rig: FaultRig;
let apis: CarillonProcess[];

beforeAll(async () => {
  rig = await FaultRig.start();
  const first = await rig.fleet.start({ name: "api-1", role: "all" });
  await rig.prepare(first);
  await rig.addWorkflow(first, "batched", BATCHED);
  apis = [first, await rig.fleet.start({ name: "api-2", role: "all" })];
  await rig.fleet.start({ name: "worker", role: "worker" });
  await rig.subscribe(first, "all", PEOPLE);
});
afterAll(() => rig.stop());

let turn = 0;
const pick = (): string => PEOPLE[(turn += 7) % PEOPLE.length] ?? "user-0";
const api = (): CarillonProcess => apis[(turn += 1) % apis.length] as CarillonProcess;
const everyone = PEOPLE.map((userId) => ({ to: { userId } }));
const project = [{ to: { object: { collection: "projects", objectId: "all" } } }];

/** Actions that run concurrently on the same few users. */
const ACTIONS: Record<string, () => Promise<unknown>> = {
  named: () => rig.must(api(), NOTIFY, { i: { workflowKey: "plain", recipients: everyone, cancellationKey: "storm" } }),
  reversed: () => rig.must(api(), NOTIFY, { i: { workflowKey: "plain", recipients: [...everyone].reverse() } }),
  object: () => rig.must(api(), NOTIFY, { i: { workflowKey: "plain", recipients: project, cancellationKey: "storm" } }),
  batched: () =>
    rig.must(api(), NOTIFY, { i: { workflowKey: "batched", recipients: everyone, cancellationKey: "storm" } }),
  inline: () =>
    rig.must(api(), NOTIFY, {
      i: {
        workflowKey: "plain",
        recipients: PEOPLE.map((userId) => ({ to: { user: { userId, name: `Name ${turn}` } } })),
      },
    }),
  cancel: () =>
    rig.must(api(), "mutation($i: CancelInput!) { cancel(input: $i) { cancelledRunCount } }", {
      i: { workflowKey: turn % 2 ? "plain" : "batched", cancellationKey: "storm" },
    }),
  markFeed: () => {
    const mark = ["READ", "UNREAD", "ARCHIVED", "SEEN"][turn % 4];
    return rig.must(
      api(),
      "mutation($i: MarkFeedInput!) { markFeed(input: $i) { changedCount } }",
      { i: { mark } },
      pick(),
    );
  },
  markMessages: async () => {
    const users = [pick(), pick(), pick()];
    const found = await Promise.all(users.map((u) => rig.must(api(), ITEMS, { u })));
    const ids = found.flatMap((data) => data.feed.items.nodes.map((node: { id: string }) => node.id)).slice(0, 100);
    if (ids.length === 0) return;
    const i = { ids: turn % 2 ? ids : ids.reverse(), mark: turn % 3 ? "READ" : "ARCHIVED" };
    await rig.must(api(), "mutation($i: MarkMessagesInput!) { markMessages(input: $i) { missingIds } }", { i });
  },
  preferences: () =>
    rig.must(api(), "mutation($i: SetPreferencesInput!) { setPreferences(input: $i) { preferences { id } } }", {
      i: { recipient: { userId: pick() }, rules: [{ category: "quiet", allow: turn % 2 === 0 }] },
    }),
  erase: () =>
    rig.must(api(), "mutation($i: DeleteUserInput!) { deleteUser(input: $i) { userId } }", { i: { userId: pick() } }),
};

test(
  "deadlock storm: concurrent fan-outs, marks, cancellations, preference writes and erasures on the same users cause no error",
  async () => {
    const times = new Times();
    const troubles: string[] = [];
    const endAt = performance.now() + STORM_MS;
    const act = async (name: string, action: () => Promise<unknown>): Promise<void> => {
      while (performance.now() < endAt) {
        await times.take(name, action).catch((error: unknown) => troubles.push(`${name}: ${String(error)}`));
      }
    };
    await Promise.all(Object.entries(ACTIONS).map(([name, action]) => act(name, action)));
    report("deadlock storm", { seconds: STORM_MS / 1000, ...times.figures() });
    expect(troubles.slice(0, 5)).toEqual([]);
    await rig.quiesce(120_000);
    // Checks counts, sequences and ends. The recipients of the messages depend on cancellations and erasures.
    expect(checkHistory([], await rig.snapshot()).slice(0, 10)).toEqual([]);
    for (const each of rig.fleet.processes) expect(each.output).not.toMatch(/"level":50/);
  },
  counted(120_000, 400_000),
);

test(
  "R-30: after a user's deletion is answered, nothing new of the user is stored",
  async () => {
    const rounds = counted(4, 30);
    for (let round = 0; round < rounds; round += 1) {
      const userId = `gone-${round}`;
      const recipients = [{ to: { userId } }];
      const sending = Array.from({ length: 15 }, () =>
        rig.must(api(), NOTIFY, { i: { workflowKey: "plain", recipients } }),
      );
      await Promise.all(sending);
      await rig.must(api(), "mutation($i: DeleteUserInput!) { deleteUser(input: $i) { userId } }", { i: { userId } });
      await rig.quiesce();
      const left = await rig.sql<{ place: string; count: number }>(
        `select 'messages' as place, count(*)::int from messages where recipient_key = $1
       union all select 'runs', count(*)::int from runs where recipient_key = $1
       union all select 'feeds', count(*)::int from feeds where recipient_key = $1`,
        [`u/${userId}`],
      );
      expect(left.filter((row) => row.count > 0)).toEqual([]);
    }
  },
  counted(120_000, 300_000),
);
