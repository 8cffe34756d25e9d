import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { addWorkflow, BELL, startTestServer, type TestServer } from "../support/carillon.js";
import { counted, report } from "../support/fault-rig.js";
import { waitUntil } from "../support/wait-until.js";

const ROUNDS = counted(2, 30);
const ROUND_MS = counted(1000, 2000);
const MESSAGES_PER_SECOND = 100;
const MARK_EVERY_MS = 50;

let server: TestServer;
let sent = 0;

beforeAll(async () => {
  server = await startTestServer();
  await addWorkflow(server, "plain", [BELL]);
});
afterAll(() => server.stop());

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Item {
  id: string;
  position: string;
  version: string;
  readAt: string | null;
  seenAt: string | null;
  archivedAt: string | null;
}

interface FeedState {
  version: string;
  counts: { total: number; unread: number; unseen: number };
  items: Item[];
}

async function ask<T>(query: string, variables: object): Promise<T> {
  const { data, errors } = await server.ask(query, variables);
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

async function feed(): Promise<FeedState> {
  const query = `query($after: String) { feed(recipient: { userId: "ada" }) { version counts { total unread unseen }
    items(first: 100, after: $after, filter: { archived: INCLUDE }) {
      nodes { id position version readAt seenAt archivedAt } pageInfo { hasNextPage endCursor } } } }`;
  const items: Item[] = [];
  for (let after: string | null = null; ;) {
    const page: {
      feed: FeedState & { items: { nodes: Item[]; pageInfo: { hasNextPage: boolean; endCursor: string } } };
    } = await ask(query, { after });
    items.push(...page.feed.items.nodes);
    if (!page.feed.items.pageInfo.hasNextPage) return { ...page.feed, items };
    after = page.feed.items.pageInfo.endCursor;
  }
}

async function sendFor(ms: number): Promise<void> {
  const query = "mutation($i: NotifyManyInput!) { notifyMany(input: $i) { results { error { code } } } }";
  const before = sent;
  for (const startedAt = Date.now(); Date.now() - startedAt < ms;) {
    const due = before + Math.floor(((Date.now() - startedAt) / 1000) * MESSAGES_PER_SECOND) - sent;
    if (due > 0) {
      const one = { workflowKey: "plain", recipients: [{ to: { userId: "ada" } }], data: { n: 1 } };
      const items = Array.from({ length: Math.min(due, 10) }, () => one);
      await ask(query, { i: { items } });
      sent += items.length;
    } else await pause(5);
  }
}

/**
 * Marks everything shown, again and again. Returns the last version that was shown, and the number of changed items.
 */
async function markFor(ms: number): Promise<{ upTo: string; changed: number }> {
  const mark = "mutation($i: MarkFeedInput!) { markFeed(input: $i) { changedCount } }";
  let changed = 0;
  let upTo = "";
  for (const startedAt = Date.now(); Date.now() - startedAt < ms; await pause(MARK_EVERY_MS)) {
    const shown: { feed: { version: string } } = await ask(
      'query { feed(recipient: { userId: "ada" }) { version } }',
      {},
    );
    upTo = shown.feed.version;
    const input = { recipient: { userId: "ada" }, mark: "READ", upToVersion: upTo };
    const answer: { markFeed: { changedCount: number } } = await ask(mark, { i: input });
    changed += answer.markFeed.changedCount;
  }
  return { upTo, changed };
}

async function archiveFor(ms: number): Promise<void> {
  const mark = "mutation($i: MarkMessagesInput!) { markMessages(input: $i) { missingIds } }";
  const query = 'query { feed(recipient: { userId: "ada" }) { items(first: 3) { nodes { id } } } }';
  for (const startedAt = Date.now(); Date.now() - startedAt < ms; await pause(120)) {
    const page: { feed: { items: { nodes: { id: string }[] } } } = await ask(query, {});
    const ids = page.feed.items.nodes.map((node) => node.id);
    if (ids.length > 0) await ask(mark, { i: { ids: ids.slice(0, 1), mark: "ARCHIVED" } });
  }
}

describe(`mark-all every ${MARK_EVERY_MS} ms against ${MESSAGES_PER_SECOND} messages a second (R-31)`, () => {
  test(
    "leaves items newer than the mark unread, and counts equal a recount at each pause",
    async () => {
      let readBefore = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const [marked] = await Promise.all([markFor(ROUND_MS), sendFor(ROUND_MS), archiveFor(ROUND_MS)]);
        await waitUntil(async () => (await feed()).items.length === sent, 20_000);
        const { items, counts, version } = await feed();

        const wrong = items.filter(
          (item) => item.archivedAt === null && (item.readAt !== null) !== item.position <= marked.upTo,
        );
        expect(wrong).toEqual([]);
        expect(items.filter((item) => item.position > marked.upTo && item.readAt !== null)).toEqual([]);
        const read = items.filter((item) => item.readAt !== null).length;
        expect(read - readBefore).toBe(marked.changed);
        readBefore = read;

        const kept = items.filter((item) => item.archivedAt === null);
        expect(counts).toEqual({
          total: kept.length,
          unread: kept.filter((item) => item.readAt === null).length,
          unseen: kept.filter((item) => item.seenAt === null).length,
        });
        // I7: every item has a position and a version of its own, and none is above the feed's.
        expect(new Set(items.map((item) => item.position)).size).toBe(sent);
        expect(new Set(items.map((item) => item.version)).size).toBe(sent);
        expect(items.every((item) => item.version <= version && item.position <= item.version)).toBe(true);
      }
      expect(sent).toBeGreaterThan(ROUNDS * 10);
      report("R-31 mark-all against arrivals", { rests: ROUNDS, messages: sent, marked: readBefore });
    },
    counted(90_000, 600_000),
  );
});
