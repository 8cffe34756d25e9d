import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { addWorkflow, BELL, startTestServer, type TestServer } from "../support/carillon.js";
import { RawSocket } from "../support/raw-socket.js";
import { waitUntil } from "../support/wait-until.js";

const ITEMS = 90;
const TOGGLES = process.env.CARILLON_FAULTS === "full" ? 600 : 120;
const TEXT = "word ".repeat(800);

let server: TestServer;

const WATCH = `subscription { feedChanged { isReset feed { version counts { unread } }
  items { id version readAt blocks { ... on MarkdownBlock { html } } } } }`;
const WATCH_BRIEFLY = "subscription { feedChanged { isReset feed { version } items { id } } }";

interface Change {
  isReset: boolean;
  feed: { version: string; counts: { unread: number } };
  items: { id: string; version: string; readAt: string | null }[];
}

async function open(query: string): Promise<RawSocket> {
  const socket = await new RawSocket(server.carillon.url ?? "").init({ apiKey: server.publicKey, userId: "ada" });
  socket.subscribe("1", query);
  await socket.frame((frame) => frame.type === "next");
  return socket;
}

function changesOf(socket: RawSocket): Change[] {
  return socket.frames
    .filter((frame) => frame.type === "next")
    .map((frame) => {
      const payload = frame.payload as { data: { feedChanged: Change } };
      return payload.data.feedChanged;
    });
}

async function toggle(n: number): Promise<string> {
  const mark = n % 2 === 0 ? "READ" : "UNREAD";
  const query = "mutation($i: MarkFeedInput!) { markFeed(input: $i) { changedCount feed { version } } }";
  const { data } = await server.ask(query, { i: { mark } }, "ada");
  expect(data.markFeed.changedCount).toBe(ITEMS);
  return data.markFeed.feed.version;
}

beforeAll(async () => {
  server = await startTestServer();
  await addWorkflow(server, "plain", [BELL]);
  const one = { workflowKey: "plain", recipients: [{ to: { userId: "ada" } }], data: { n: TEXT } };
  const query = "mutation($i: NotifyManyInput!) { notifyMany(input: $i) { results { error { code } } } }";
  await server.ask(query, { i: { items: Array.from({ length: ITEMS }, () => one) } });
  const total = "query { feed { counts { total } } }";
  await waitUntil(async () => (await server.ask(total, {}, "ada")).data.feed.counts.total === ITEMS, 20_000);
});
afterAll(() => server.stop());

test("a socket that does not read causes no work, affects no other socket, and catches up with the last state (R-23)", async () => {
  const slow = await open(WATCH);
  const quick = await open(WATCH_BRIEFLY);
  slow.socket.pause();

  let last = "";
  for (let n = 0; n < TOGGLES; n++) {
    last = await toggle(n);
    await waitUntil(() => changesOf(quick).at(-1)?.feed.version === last, 4000);
  }
  slow.socket.resume();
  await waitUntil(() => changesOf(slow).at(-1)?.feed.version === last, 20_000);

  // All bytes that were ever prepared for it arrive in the end: far fewer than all changes would need.
  const bytes = slow.frames.reduce((sum, frame) => sum + JSON.stringify(frame).length, 0);
  const told = changesOf(slow);
  const ofOneChange = JSON.stringify(told.find((change) => change.items.length === ITEMS)).length;
  expect(ofOneChange * TOGGLES).toBeGreaterThan(40_000_000);
  expect(bytes).toBeLessThan(20_000_000);

  const state = new Map<string, string | null>();
  const versions = new Map<string, string>();
  for (const change of told) {
    expect(change.isReset).toBe(false);
    for (const item of change.items) {
      expect(item.version > (versions.get(item.id) ?? "")).toBe(true);
      versions.set(item.id, item.version);
      state.set(item.id, item.readAt);
    }
  }
  expect([...state.values()].filter((readAt) => readAt === null)).toHaveLength(TOGGLES % 2 === 0 ? ITEMS : 0);
  expect(state.size).toBe(ITEMS);
  slow.socket.terminate();
  quick.socket.terminate();
  await waitUntil(() => server.carillon.modules.feeds.watcher.subscriberCount === 0);
}, 120_000);
