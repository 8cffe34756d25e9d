import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createFeedWorld, type FeedWorld } from "../support/feeds.js";
import { waitUntil } from "../support/wait-until.js";

let world: FeedWorld;

const HOUR_MS = 3_600_000;
const ITEM = "id position version archivedAt snoozedUntil pinnedAt";
const ANSWER = `missingIds messages { id ... on FeedItem { ${ITEM} } } feeds { version counts { total unread unseen } }`;
const PIN = `mutation($i: PinMessagesInput!) { pinMessages(input: $i) { ${ANSWER} } }`;
const UNPIN = `mutation($i: UnpinMessagesInput!) { unpinMessages(input: $i) { ${ANSWER} } }`;
const SNOOZE = "mutation($i: SnoozeMessagesInput!) { snoozeMessages(input: $i) { missingIds } }";
const MARK = "mutation($i: MarkMessagesInput!) { markMessages(input: $i) { missingIds } }";
const MARK_FEED = "mutation($i: MarkFeedInput!) { markFeed(input: $i) { changedCount } }";
const FEED = `query($u: ID!, $f: FeedFilterInput! = {}) { feed(recipient: { userId: $u }) { version counts { total unread unseen }
  filteredCounts(filter: $f) { total unread unseen isExact }
  items(filter: $f, first: 100) { nodes { ${ITEM} } pageInfo { hasNextPage isCutShort } } } }`;

interface Item {
  id: string;
  position: string;
  version: string;
  archivedAt: string | null;
  snoozedUntil: string | null;
  pinnedAt: string | null;
}

interface FeedState {
  version: string;
  counts: { total: number; unread: number; unseen: number };
  filteredCounts: { total: number; unread: number; unseen: number; isExact: boolean };
  items: { nodes: Item[]; pageInfo: { hasNextPage: boolean; isCutShort: boolean } };
}

interface Answer {
  missingIds: string[];
  messages: Item[];
  feeds: FeedState[];
}

type Ids = readonly (string | undefined)[];

async function pin(ids: Ids, userId?: string): Promise<Answer> {
  const scope = userId === undefined ? world.home.secret : world.home.asUser(userId);
  const { data, errors } = await world.ask(PIN, { i: { ids } }, scope);
  expect(errors).toEqual([]);
  return data.pinMessages as unknown as Answer;
}

async function unpin(ids: Ids): Promise<Answer> {
  const { data, errors } = await world.ask(UNPIN, { i: { ids } });
  expect(errors).toEqual([]);
  return data.unpinMessages as unknown as Answer;
}

const mark = (ids: Ids, how: string): Promise<unknown> => world.ask(MARK, { i: { ids, mark: how } });

async function feedOf(userId: string, filter: object = {}): Promise<FeedState> {
  const { data, errors } = await world.ask(FEED, { u: userId, f: filter });
  expect(errors).toEqual([]);
  return data.feed as unknown as FeedState;
}

const idsOf = (feed: FeedState): string[] => feed.items.nodes.map((item) => item.id);
const pinnedOf = async (userId: string): Promise<string[]> => idsOf(await feedOf(userId, { pinned: "ONLY" }));

async function expectTrueCounts(userId: string): Promise<void> {
  const key = `u/${userId}`;
  const [row] = await world.db.database.query<object>(
    "select total, unread, unseen, tenants from feeds where recipient_key = $1",
    [key],
  );
  expect(row).toEqual(await world.recount(key));
}

beforeAll(async () => {
  world = await createFeedWorld();
});
afterAll(() => world.db.drop());

describe("a pinned item", () => {
  test("keeps its position and all counts; the filter finds it, or leaves it out, with exact counts", async () => {
    const ids = await world.arrive("u/ann", [{}, { tenantId: "acme" }, {}]);
    await mark([ids[1]], "READ");
    const before = await feedOf("ann");
    const answer = await pin([ids[1]]);
    expect(answer).toMatchObject({ missingIds: [], messages: [{ id: ids[1], pinnedAt: expect.any(String) }] });
    expect(answer.feeds[0]?.counts).toEqual(before.counts);
    const after = await feedOf("ann");
    expect(idsOf(after)).toEqual([ids[2], ids[1], ids[0]]);
    expect(after.items.nodes[1]?.position).toBe(before.items.nodes[1]?.position);
    expect(await feedOf("ann", { pinned: "ONLY" })).toMatchObject({
      filteredCounts: { total: 1, unread: 0, unseen: 0, isExact: true },
      items: { nodes: [{ id: ids[1] }], pageInfo: { hasNextPage: false, isCutShort: false } },
    });
    const others = await feedOf("ann", { pinned: "EXCLUDE" });
    expect(others.filteredCounts).toEqual({ total: 2, unread: 2, unseen: 2, isExact: true });
    expect(idsOf(others)).toEqual([ids[2], ids[0]]);
    await expectTrueCounts("ann");
  });

  test("takes one version per change: pinning it again changes nothing, and unpinning removes it", async () => {
    const [id] = await world.arrive("u/bea", [{}]);
    const first = await pin([id]);
    expect((await pin([id])).feeds[0]?.version).toBe(first.feeds[0]?.version);
    const after = await unpin([id]);
    expect(after.messages[0]?.pinnedAt).toBeNull();
    expect((after.feeds[0]?.version ?? "") > (first.feeds[0]?.version ?? "")).toBe(true);
    expect(await pinnedOf("bea")).toEqual([]);
  });

  test("reaches every open list, also one that was disconnected meanwhile", async () => {
    const ids = await world.arrive("u/cid", [{}, {}]);
    const held = await feedOf("cid");
    const ref = { recipient: { userId: "cid" } };
    const open = await world.listen(world.home.secret, ref);
    const rest = await world.listen(world.home.secret, ref, { filter: { pinned: "EXCLUDE" } });
    const pinned = await world.listen(world.home.secret, ref, { filter: { pinned: "ONLY" } });
    await pin([ids[0]]);
    await waitUntil(() => open.changes.some(({ items }) => items.some((item) => item.pinnedAt !== null)));
    await waitUntil(() => rest.changes.some((change) => change.removedIds.includes(ids[0] ?? "")));
    await waitUntil(() => pinned.changes.some(({ items }) => items.some((item) => item.id === ids[0])));
    await unpin([ids[0]]);
    await waitUntil(() => pinned.changes.at(-1)?.removedIds.includes(ids[0] ?? "") ?? false);
    await waitUntil(() => rest.changes.at(-1)?.items.some((item) => item.id === ids[0]) ?? false);
    const away = await world.listen(world.home.secret, ref, { after: held.version });
    await waitUntil(() => away.changes.length > 0);
    expect(away.changes[0]?.items.map((item) => item.id)).toEqual([ids[0]]);
    await Promise.all([open.close(), rest.close(), pinned.close(), away.close()]);
  });

  test("that is archived is unpinned; an archived item that is pinned is unarchived", async () => {
    const ids = await world.arrive("u/dan", [{}, {}]);
    await pin([ids[0]]);
    await mark([ids[0]], "ARCHIVED");
    await mark([ids[0]], "UNARCHIVED");
    expect(await pinnedOf("dan")).toEqual([]);
    await mark([ids[1]], "ARCHIVED");
    const { feeds } = await pin([ids[1]]);
    expect(feeds[0]?.counts.total).toBe(2);
    expect(await pinnedOf("dan")).toEqual([ids[1]]);
    await world.ask(MARK_FEED, { i: { recipient: { userId: "dan" }, mark: "ARCHIVED" } });
    expect(await feedOf("dan", { pinned: "ONLY", archived: "INCLUDE" })).toMatchObject({ items: { nodes: [] } });
    await expectTrueCounts("dan");
  });

  test("that is snoozed is in no list, and returns pinned; pinning a snoozed item keeps it snoozed", async () => {
    const ids = await world.arrive("u/eva", [{}, {}]);
    const until = new Date(world.runtime.clock.now() + HOUR_MS).toISOString();
    await pin([ids[0]]);
    await world.ask(SNOOZE, { i: { ids, until } });
    await pin([ids[1]]);
    expect(await pinnedOf("eva")).toEqual([]);
    const away = await feedOf("eva", { pinned: "ONLY", snoozed: "ONLY" });
    expect(idsOf(away)).toEqual([ids[1], ids[0]]);
    world.runtime.clock.advance(HOUR_MS);
    await world.modules.feeds.snoozes.returnDue(() => Promise.resolve());
    expect((await pinnedOf("eva")).sort()).toEqual([...ids].sort());
    await expectTrueCounts("eva");
  });

  test("is marked through the filter only, at any position", async () => {
    const ids = await world.arrive("u/fay", [{}, {}, {}]);
    await pin([ids[0]]);
    const all = { recipient: { userId: "fay" }, mark: "READ", filter: { pinned: "ONLY" } };
    expect((await world.ask(MARK_FEED, { i: all })).data.markFeed).toEqual({ changedCount: 1 });
    expect((await feedOf("fay")).counts).toEqual({ total: 3, unread: 2, unseen: 2 });
  });

  test("is deleted with its recipient", async () => {
    await world.arrive("u/gil", [{}]).then((ids) => pin(ids));
    const { errors } = await world.ask("mutation($i: DeleteUserInput!) { deleteUser(input: $i) { __typename } }", {
      i: { userId: "gil" },
    });
    expect(errors).toEqual([]);
    expect(await pinnedOf("gil")).toEqual([]);
  });
});

describe("pins are limited:", () => {
  test("a user may pin its own items; others' items and messages outside feeds are reported as missing", async () => {
    const [own] = await world.arrive("u/ida", [{}]);
    const [other] = await world.arrive("u/jon", [{}]);
    const [outside] = await world.arrive("u/ida", [{ deliveryStatus: "NOT_SENT" }]);
    const answer = await pin([own, other, outside, "msg_none"], "ida");
    expect(answer.missingIds).toEqual([other, outside, "msg_none"]);
    expect(await pinnedOf("ida")).toEqual([own]);
    expect(await pinnedOf("jon")).toEqual([]);
  });

  test("100 ids per call; an empty list is refused", async () => {
    for (const ids of [[], Array.from({ length: 101 }, () => "msg_none")]) {
      expect((await world.ask(PIN, { i: { ids } })).errors).toEqual(["BAD_USER_INPUT input.ids out_of_range"]);
      expect((await world.ask(UNPIN, { i: { ids } })).errors).toEqual(["BAD_USER_INPUT input.ids out_of_range"]);
    }
  });

  test("50 per feed, including snoozed items: a call beyond that is refused as a whole, and concurrent calls stay below", async () => {
    const ids = await world.arrive(
      "u/kim",
      Array.from({ length: 60 }, () => ({})),
    );
    await pin(ids.slice(0, 49));
    const until = new Date(world.runtime.clock.now() + HOUR_MS).toISOString();
    await world.ask(SNOOZE, { i: { ids: [ids[0]], until } });
    const before = await feedOf("kim");
    const refused = await world.ask(PIN, { i: { ids: ids.slice(48, 51) } });
    expect(refused.errors).toEqual(["BAD_USER_INPUT input.ids too_many"]);
    expect((await feedOf("kim")).version).toBe(before.version);
    const raced = await Promise.all(ids.slice(50).map((id) => world.ask(PIN, { i: { ids: [id] } })));
    expect(raced.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    expect((await feedOf("kim", { pinned: "ONLY", snoozed: "INCLUDE" })).filteredCounts.total).toBe(50);
    // Items that are already pinned do not count again.
    await pin(ids.slice(0, 49));
    await unpin([ids[0]]);
    await pin([ids[49]]);
  });
});
