import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { addWorkflow, BELL, startTestServer, type TestServer } from "../support/carillon.js";
import { waitUntil } from "../support/wait-until.js";

const WAIT = { ref: "pause", type: "delay", for: { unit: "hours", value: 5 } };
const RUNS = `subscription ($f: RunFilterInput) { runsChanged(filter: $f) { isReset omittedCount removedIds
  nodes { id status recipient { ... on User { userId } } outcome { code } } } }`;
const MESSAGES = `subscription ($f: MessageFilterInput) { messagesChanged(filter: $f) { isReset omittedCount removedIds
  nodes { id seenAt recipient { ... on User { userId } } } } }`;
const TRIGGERS = `subscription ($f: TriggerFilterInput) { triggersChanged(filter: $f) { isReset omittedCount removedIds
  nodes { id status workflowKey runCount } } }`;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  await addWorkflow(server, "plain", [BELL]);
  await addWorkflow(server, "slow", [WAIT, BELL]);
});
afterAll(() => server.stop());

interface Node {
  id: string;
  status: string;
  seenAt: string | null;
  runCount: number;
  recipient: { userId: string };
}

interface Tail {
  isReset: boolean;
  omittedCount: number;
  removedIds: string[];
  nodes: Node[];
}

interface Watching {
  /** Events since the first one, the reset. */
  events(): Tail[];
  /** The last state of each row that was told. */
  rows(): Map<string, Node>;
  stop(): void;
}

/** Watches, and waits until the server says that it does. */
async function watch(query: string, filter: object | null = null): Promise<Watching> {
  const open = server.listen(query, { f: filter });
  const all = (): Tail[] => open.events.map((event) => Object.values(event)[0] as Tail);
  await waitUntil(async () => open.events.length > 0);
  expect(all()[0]).toEqual({ isReset: true, omittedCount: 0, removedIds: [], nodes: [] });
  const events = (): Tail[] => all().slice(1);
  return {
    events,
    rows: () => new Map(events().flatMap(({ nodes }) => nodes.map((node) => [node.id, node] as const))),
    stop: () => open.stop(),
  };
}

async function notify(workflowKey: string, userIds: readonly string[], more: object = {}): Promise<string> {
  const { data, errors } = await server.ask("mutation ($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
    i: { workflowKey, recipients: userIds.map((userId) => ({ to: { userId } })), ...more },
  });
  if (errors) throw new Error(JSON.stringify(errors));
  return data.notify.trigger.id;
}

const people = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, n) => `${prefix}${n}`);

describe("runsChanged", () => {
  test("tells each run that comes and how it goes on, by the filter", async () => {
    const all = await watch(RUNS);
    const plain = await watch(RUNS, { workflowKey: "plain" });
    const waiting = await watch(RUNS, { statuses: ["WAITING"] });
    await notify("plain", ["ann"]);
    await notify("slow", ["bob"]);
    await waitUntil(async () => [...all.rows().values()].length === 2 && waiting.rows().size === 1);
    await waitUntil(async () => [...plain.rows().values()].some(({ status }) => status === "COMPLETED"));
    expect([...plain.rows().values()].map(({ recipient }) => recipient.userId)).toEqual(["ann"]);

    const [run] = [...waiting.rows().keys()];
    await server.ask("mutation ($i: ChangeRunsInput!) { changeRuns(input: $i) { changedCount } }", {
      i: { action: "WAKE", ids: [run] },
    });
    // Which runs a bulk change touched is not told one by one; when the run goes on it is.
    await waitUntil(async () =>
      waiting.events().some(({ isReset, removedIds }) => isReset || removedIds.includes(run ?? "")),
    );
    for (const each of [all, plain, waiting]) each.stop();
  });

  test("names at most 50 a second and counts the others: none is lost", async () => {
    const open = await watch(RUNS, { workflowKey: "plain" });
    await notify("plain", people("many", 230));
    await waitUntil(async () => {
      const told = open.events().reduce((sum, { nodes, omittedCount }) => sum + nodes.length + omittedCount, 0);
      return open.events().some(({ isReset }) => isReset) || told >= 230;
    });
    expect(Math.max(...open.events().map(({ nodes }) => nodes.length))).toBeLessThanOrEqual(50);
    open.stop();
  });

  test("refuses a filter that is not valid", async () => {
    const open = server.listen(RUNS, { f: { stepRef: "x" } });
    await waitUntil(async () => open.failures.length > 0);
    expect(open.failures).toEqual(["BAD_USER_INPUT"]);
    open.stop();
  });
});

describe("messagesChanged", () => {
  test("tells messages that come and marks that change them, by the filter", async () => {
    const open = await watch(MESSAGES, { recipient: { userId: "eve" } });
    await notify("plain", ["eve", "dan"]);
    await waitUntil(async () => open.rows().size === 1);
    const [id] = [...open.rows().keys()];
    await server.ask("mutation ($i: MarkMessagesInput!) { markMessages(input: $i) { missingIds } }", {
      i: { ids: [id], mark: "SEEN" },
    });
    await waitUntil(async () => open.rows().get(id ?? "")?.seenAt != null);
    expect([...open.rows().values()].map(({ recipient }) => recipient.userId)).toEqual(["eve"]);
    open.stop();
  });
});

describe("triggersChanged", () => {
  test("tells a trigger when it is accepted and when its runs are done", async () => {
    const open = await watch(TRIGGERS, { workflowKey: "plain" });
    const id = await notify("plain", ["ann", "bob"]);
    await notify("slow", ["ann"]);
    await waitUntil(async () => open.rows().get(id)?.status === "COMPLETED");
    expect(open.rows().get(id)?.runCount).toBe(2);
    expect([...open.rows().keys()]).toEqual([id]);
    open.stop();
  });
});

describe("backlogChanged", () => {
  test("answers at once, and again when something waits", async () => {
    const open = server.listen("subscription { backlogChanged { waitingRunCount } }", {});
    await waitUntil(async () => open.events.length > 0);
    const before: number = open.events[0].backlogChanged.waitingRunCount;
    await notify("slow", ["late"]);
    await waitUntil(async () => open.events.at(-1)?.backlogChanged.waitingRunCount === before + 1);
    open.stop();
  });
});
