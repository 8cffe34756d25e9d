import "reflect-metadata";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { addWorkflow, BELL, startTestServer, type TestServer } from "../support/carillon.js";
import { RawSocket } from "../support/raw-socket.js";
import { waitUntil } from "../support/wait-until.js";
import { watchTurns } from "../support/cpu-of-turns.js";

const WATCH = "subscription { feedChanged { isReset feed { counts { unread } } items { id version readAt } } }";
const ITEMS = 100;

let server: TestServer;
const sockets: RawSocket[] = [];

beforeAll(async () => {
  server = await startTestServer({ SUBSCRIPTIONS_PER_USER: "0" });
  await addWorkflow(server, "news", [BELL]);
}, 120_000);
afterAll(async () => {
  for (const { socket } of sockets) socket.terminate();
  await server.stop();
});

async function listen(userId: string, count: number, query: string): Promise<RawSocket> {
  const socket = new RawSocket(server.carillon.url ?? "");
  sockets.push(socket);
  await socket.init({ apiKey: server.publicKey, userId });
  for (let id = 1; id <= count; id++) socket.subscribe(String(id), query);
  await waitUntil(() => answersOf(socket) === count, 30_000);
  return socket;
}

function answersOf(socket: RawSocket): number {
  return socket.frames.filter((frame) => frame.type === "next").length;
}

async function notifyMany(recipient: object): Promise<void> {
  for (let n = 0; n < ITEMS; n++) {
    const i = { workflowKey: "news", recipients: [recipient], data: { n } };
    await server.ask("mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", { i });
  }
}

async function idsOf(userId: string): Promise<string[]> {
  const page = "{ feed { items(first: 100) { nodes { id } } } }";
  const { data } = await server.ask(page, {}, userId);
  return data.feed.items.nodes.map((node: { id: string }) => node.id);
}

describe("X-04: equal subscriptions share the work of one", () => {
  test("twenty sockets with fifty each, when a hundred items are marked, and other callers are answered meanwhile", async () => {
    await notifyMany({ to: { userId: "ada" } });
    await waitUntil(async () => (await idsOf("ada")).length === ITEMS, 60_000);
    const ids = await idsOf("ada");
    const all: RawSocket[] = [];
    for (let n = 0; n < 20; n++) all.push(await listen("ada", 50, WATCH));
    for (const socket of all) socket.frames.length = 0;

    const turns = watchTurns();
    const mark = "mutation($i: MarkMessagesInput!) { markMessages(input: $i) { missingIds } }";
    await server.ask(mark, { i: { ids, mark: "READ" } }, "ada");
    await server.ask(mark, { i: { ids, mark: "ARCHIVED" } }, "ada");
    await server.ask("{ feed { counts { unread } } }", {}, "bob");
    await waitUntil(() => all.every((socket) => hasUnread(socket, 50, 0)), 60_000);
    const { worstMs, totalMs } = turns.stop();

    // It was 25 s of CPU time and 11 s in one task. The clients, which parse a thousand answers, run in this process
    // too.
    expect(totalMs).toBeLessThan(8000);
    expect(worstMs).toBeLessThan(400);
  }, 180_000);
});

/** Whether the last event of each of the `count` subscriptions says that `unread` items are unread. */
function hasUnread(socket: RawSocket, count: number, unread: number): boolean {
  const last = new Map(
    socket.frames.filter((frame) => frame.type === "next").map((frame) => [frame.id, frame.payload]),
  );
  return last.size === count && [...last.values()].every((payload) => unreadOf(payload) === unread);
}

function unreadOf(payload: unknown): unknown {
  const text = JSON.stringify(payload);
  return Number(/"unread":(\d+)/.exec(text)?.[1]);
}
