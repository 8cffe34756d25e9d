import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createFeedWorld, type FeedWorld } from "../support/feeds.js";
import { waitUntil } from "../support/wait-until.js";

let world: FeedWorld;

const MARK = "mutation($i: MarkMessagesInput!) { markMessages(input: $i) { missingIds } }";
const FEED_FACTS = "changedCount feed { version counts { total unread unseen } }";
const MARK_FEED = `mutation($i: MarkFeedInput!) { markFeed(input: $i) { markedAt ${FEED_FACTS} } }`;
const UNDO = `mutation($i: UndoMarkFeedInput!) { undoMarkFeed(input: $i) { ${FEED_FACTS} } }`;
const FEED = `query($u: ID!, $f: FeedFilterInput) { feed(recipient: { userId: $u }) { version counts { total unread unseen }
  items(filter: $f, first: 100) { nodes { seenAt readAt archivedAt interactedAt } } } }`;

interface Counts {
  total: number;
  unread: number;
  unseen: number;
}

interface FeedUndone {
  changedCount: number;
  feed: { version: string; counts: Counts };
}

interface FeedState {
  version: string;
  counts: Counts;
  items: { nodes: Record<"seenAt" | "readAt" | "archivedAt" | "interactedAt", string | null>[] };
}

async function mark(ids: string[], how: string): Promise<void> {
  expect((await world.ask(MARK, { i: { ids, mark: how } })).errors).toEqual([]);
}

async function markFeed(input: object): Promise<FeedUndone & { markedAt: string }> {
  const { data, errors } = await world.ask(MARK_FEED, { i: input });
  expect(errors).toEqual([]);
  return data.markFeed as unknown as FeedUndone & { markedAt: string };
}

async function undo(userId: string, markedAt: string, more: object = {}): Promise<FeedUndone> {
  const { data, errors } = await world.ask(UNDO, { i: { recipient: { userId }, markedAt, ...more } });
  expect(errors).toEqual([]);
  return data.undoMarkFeed as unknown as FeedUndone;
}

async function feedOf(userId: string, filter: object = {}): Promise<FeedState> {
  return (await world.ask(FEED, { u: userId, f: filter })).data.feed as unknown as FeedState;
}

/** The engagement of each item, newest first. */
async function statesOf(userId: string): Promise<string[]> {
  const { items } = await feedOf(userId, { archived: "INCLUDE" });
  return items.nodes.map((item) =>
    [item.seenAt && "seen", item.readAt && "read", item.interactedAt && "acted", item.archivedAt && "archived"]
      .filter(Boolean)
      .join("+"),
  );
}

const many = (count: number, arrival = {}): object[] => Array.from({ length: count }, () => arrival);

async function storedCounts(recipientKey: string): Promise<object | undefined> {
  const [row] = await world.db.database.query<object>(
    "select total, unread, unseen, tenants from feeds where environment_id = $1 and recipient_key = $2",
    [world.home.environmentId, recipientKey],
  );
  return row;
}

beforeAll(async () => {
  world = await createFeedWorld();
});
afterAll(() => world.db.drop());

describe("undoing the mark of a whole feed", () => {
  test("keeps items that were read and seen before, and notifies subscriptions", async () => {
    const ids = await world.arrive("u/undo", many(5));
    await mark(ids.slice(0, 1), "INTERACTED");
    await mark(ids.slice(1, 2), "READ");
    await mark(ids.slice(2, 3), "SEEN");
    world.runtime.clock.advance(1000);
    const before = await feedOf("undo");
    const states = await statesOf("undo");
    const { changedCount, markedAt } = await markFeed({ recipient: { userId: "undo" }, mark: "READ" });
    expect(changedCount).toBe(3);

    const listener = await world.listen(world.home.asUser("undo"), {});
    await waitUntil(() => listener.changes.length === 1);
    world.runtime.clock.advance(1000);
    const undone = await undo("undo", markedAt);
    expect(undone).toMatchObject({ changedCount: 3, feed: { counts: before.counts } });
    expect(await statesOf("undo")).toEqual(states);
    await waitUntil(() => listener.changes.length === 2);
    expect(listener.changes[1]?.items).toHaveLength(3);
    expect(await undo("undo", markedAt)).toMatchObject({ changedCount: 0, feed: undone.feed });
    expect(await storedCounts("u/undo")).toEqual(await world.recount("u/undo"));
    await listener.close();
  });

  test("keeps later marks of the reader", async () => {
    const ids = await world.arrive("u/since", many(4));
    const { markedAt } = await markFeed({ recipient: { userId: "since" }, mark: "READ" });
    world.runtime.clock.advance(1000);
    await mark(ids.slice(0, 1), "INTERACTED");
    await mark(ids.slice(1, 2), "UNREAD");
    await mark(ids.slice(1, 2), "READ");
    await mark(ids.slice(2, 3), "ARCHIVED");
    await world.arrive("u/since", [{}]);
    expect(await undo("since", markedAt)).toMatchObject({
      changedCount: 2,
      feed: { counts: { total: 4, unread: 2, unseen: 2 } },
    });
    expect(await statesOf("since")).toEqual(["", "", "archived", "seen+read", "seen+read+acted"]);
  });

  test.each([
    ["SEEN", ["seen", "seen+read"]],
    ["READ", ["seen+read", "seen+read"]],
    ["INTERACTED", ["seen+read+acted", "seen+read+acted"]],
    ["ARCHIVED", ["archived", "seen+read+archived"]],
  ])("reverts %s", async (how, marked) => {
    const user = `undo-${how.toLowerCase()}`;
    const [first = ""] = await world.arrive(`u/${user}`, many(2));
    await mark([first], "READ");
    world.runtime.clock.advance(1000);
    const { markedAt } = await markFeed({ recipient: { userId: user }, mark: how });
    expect(await statesOf(user)).toEqual(marked);
    await undo(user, markedAt);
    expect(await statesOf(user)).toEqual(["", "seen+read"]);
    expect(await storedCounts(`u/${user}`)).toEqual(await world.recount(`u/${user}`));
  });

  test("of thousands, in one tenant only, and of archived read items", async () => {
    const items = [...many(1500, { tenantId: "a" }), ...many(500, { tenantId: "b" })];
    const ids = await world.arrive("u/undo-lots", items);
    await mark(ids.slice(-100), "READ");
    world.runtime.clock.advance(1000);
    const recipient = { userId: "undo-lots" };
    const { markedAt } = await markFeed({ recipient, mark: "READ" });
    expect((await undo("undo-lots", markedAt, { tenantId: "a" })).feed.counts).toMatchObject({ unread: 1500 });
    expect((await undo("undo-lots", markedAt)).feed.counts).toMatchObject({ total: 2000, unread: 1900 });

    const archived = await markFeed({ recipient, mark: "ARCHIVED", filter: { isRead: true } });
    expect(archived).toMatchObject({ changedCount: 100, feed: { counts: { total: 1900 } } });
    expect((await undo("undo-lots", archived.markedAt)).feed.counts).toEqual({
      total: 2000,
      unread: 1900,
      unseen: 1900,
    });
    expect(await storedCounts("u/undo-lots")).toEqual(await world.recount("u/undo-lots"));
  });

  test("of a mark that cleared something, or of an unknown feed, changes nothing", async () => {
    const ids = await world.arrive("u/undo-not", many(2));
    await mark(ids, "READ");
    world.runtime.clock.advance(1000);
    const { changedCount, markedAt } = await markFeed({ recipient: { userId: "undo-not" }, mark: "UNREAD" });
    expect(changedCount).toBe(2);
    expect((await undo("undo-not", markedAt)).changedCount).toBe(0);
    expect((await undo("undo-nobody", markedAt)).changedCount).toBe(0);
  });
});
