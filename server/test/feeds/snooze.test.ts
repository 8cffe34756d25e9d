import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createFeedWorld, type FeedWorld } from "../support/feeds.js";
import { waitUntil } from "../support/wait-until.js";

let world: FeedWorld;

const HOUR_MS = 3_600_000;
const ITEM = "id position version seenAt readAt archivedAt snoozedUntil";
const ANSWER = `missingIds messages { id ... on FeedItem { ${ITEM} } } feeds { version counts { total unread unseen } }`;
const SNOOZE = `mutation($i: SnoozeMessagesInput!) { snoozeMessages(input: $i) { ${ANSWER} } }`;
const UNSNOOZE = `mutation($i: UnsnoozeMessagesInput!) { unsnoozeMessages(input: $i) { ${ANSWER} } }`;
const MARK = "mutation($i: MarkMessagesInput!) { markMessages(input: $i) { missingIds } }";
const MARK_FEED = "mutation($i: MarkFeedInput!) { markFeed(input: $i) { changedCount } }";
const FEED = `query($u: ID!, $f: FeedFilterInput) { feed(recipient: { userId: $u }) { version counts { total unread unseen }
  filteredCounts(filter: { snoozed: ONLY }) { total } items(filter: $f, first: 100) { nodes { ${ITEM} } } } }`;

interface Item {
  id: string;
  position: string;
  version: string;
  seenAt: string | null;
  readAt: string | null;
  archivedAt: string | null;
  snoozedUntil: string | null;
}

interface FeedState {
  version: string;
  counts: { total: number; unread: number; unseen: number };
  filteredCounts: { total: number };
  items: { nodes: Item[] };
}

interface Answer {
  missingIds: string[];
  messages: Item[];
  feeds: FeedState[];
}

const now = (): number => world.runtime.clock.now();
const inHours = (hours: number): string => new Date(now() + hours * HOUR_MS).toISOString();

async function snooze(ids: (string | undefined)[], until: string, userId?: string): Promise<Answer> {
  const scope = userId === undefined ? world.home.secret : world.home.asUser(userId);
  const { data, errors } = await world.ask(SNOOZE, { i: { ids, until } }, scope);
  expect(errors).toEqual([]);
  return data.snoozeMessages as unknown as Answer;
}

async function unsnooze(ids: (string | undefined)[]): Promise<Answer> {
  const { data, errors } = await world.ask(UNSNOOZE, { i: { ids } });
  expect(errors).toEqual([]);
  return data.unsnoozeMessages as unknown as Answer;
}

const mark = (ids: (string | undefined)[], how: string): Promise<unknown> => world.ask(MARK, { i: { ids, mark: how } });

async function feedOf(userId: string, filter: object = {}): Promise<FeedState> {
  const { data, errors } = await world.ask(FEED, { u: userId, f: filter });
  expect(errors).toEqual([]);
  return data.feed as unknown as FeedState;
}

const idsOf = (feed: FeedState): string[] => feed.items.nodes.map((item) => item.id);
const returnDue = (): Promise<number> => world.modules.feeds.snoozes.returnDue(() => Promise.resolve());

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
// No item of the previous test is left to return.
beforeEach(async () => {
  world.runtime.clock.advance(1000 * HOUR_MS);
  await returnDue();
});

describe("a snoozed item", () => {
  test("leaves its feed and the counts, is found by the filter, and returns once as new, at the top", async () => {
    const ids = await world.arrive("u/ann", [{}, { tenantId: "acme" }, {}]);
    await mark(ids, "READ");
    const until = inHours(1);
    const answer = await snooze([ids[1]], until);
    expect(answer).toMatchObject({ missingIds: [], messages: [{ id: ids[1], snoozedUntil: until }] });
    expect(answer.feeds[0]?.counts).toEqual({ total: 2, unread: 0, unseen: 0 });
    expect(idsOf(await feedOf("ann"))).toEqual([ids[2], ids[0]]);
    expect(await feedOf("ann", { snoozed: "ONLY" })).toMatchObject({
      filteredCounts: { total: 1 },
      items: { nodes: [{ id: ids[1], snoozedUntil: until }] },
    });
    expect(idsOf(await feedOf("ann", { snoozed: "INCLUDE" }))).toEqual([ids[2], ids[1], ids[0]]);
    await expectTrueCounts("ann");

    expect(await returnDue()).toBe(0);
    world.runtime.clock.advance(HOUR_MS);
    expect(await Promise.all([returnDue(), returnDue(), returnDue()])).toContain(1);
    expect(await returnDue()).toBe(0);
    const after = await feedOf("ann");
    expect(idsOf(after)).toEqual([ids[1], ids[2], ids[0]]);
    expect(after.counts).toEqual({ total: 3, unread: 1, unseen: 1 });
    expect(after.items.nodes[0]).toMatchObject({ seenAt: null, readAt: null, snoozedUntil: null });
    expect(after.items.nodes[0]?.position).toBe(after.items.nodes[0]?.version);
    await expectTrueCounts("ann");
  });

  test("leaves and returns in every open list, also in one that was disconnected meanwhile", async () => {
    const ids = await world.arrive("u/bea", [{}, {}]);
    const held = await feedOf("bea");
    const ref = { recipient: { userId: "bea" } };
    const open = await world.listen(world.home.secret, ref);
    const snoozed = await world.listen(world.home.secret, ref, { filter: { snoozed: "ONLY" }, after: held.version });
    await snooze([ids[0]], inHours(1));
    await waitUntil(() => open.changes.some((change) => change.removedIds.includes(ids[0] ?? "")));
    await waitUntil(() => snoozed.changes.some((change) => change.items.some((item) => item.id === ids[0])));

    world.runtime.clock.advance(HOUR_MS);
    await returnDue();
    await waitUntil(() => open.changes.some((change) => change.items.some((item) => item.id === ids[0])));
    await waitUntil(() => snoozed.changes.at(-1)?.removedIds.includes(ids[0] ?? "") ?? false);
    expect(open.changes.at(-1)?.counts).toEqual({ total: 2, unread: 2, unseen: 2 });
    const away = await world.listen(world.home.secret, ref, { after: held.version });
    await waitUntil(() => away.changes.length > 0);
    expect(away.changes[0]?.items.map((item) => item.id)).toEqual([ids[0]]);
    await Promise.all([open.close(), snoozed.close(), away.close()]);
  });

  test("is not affected by a mark of all items, and other marks keep it snoozed", async () => {
    const ids = await world.arrive("u/cid", [{}, {}]);
    await snooze([ids[0]], inHours(1));
    const all = { recipient: { userId: "cid" }, mark: "READ" };
    expect((await world.ask(MARK_FEED, { i: all })).data.markFeed).toEqual({ changedCount: 1 });
    await mark([ids[0]], "SEEN");
    const [item] = (await feedOf("cid", { snoozed: "ONLY" })).items.nodes;
    expect(item).toMatchObject({ id: ids[0], readAt: null, seenAt: expect.any(String) });
    expect((await feedOf("cid")).counts).toEqual({ total: 1, unread: 0, unseen: 0 });
    await expectTrueCounts("cid");
  });

  test("that is archived does not return; an archived item that is snoozed is unarchived", async () => {
    const ids = await world.arrive("u/dan", [{}, {}]);
    await snooze([ids[0]], inHours(1));
    await mark([ids[0]], "ARCHIVED");
    await mark([ids[1]], "ARCHIVED");
    await snooze([ids[1]], inHours(1));
    expect(idsOf(await feedOf("dan", { archived: "ONLY" }))).toEqual([ids[0]]);
    world.runtime.clock.advance(HOUR_MS);
    expect(await returnDue()).toBe(1);
    expect(idsOf(await feedOf("dan"))).toEqual([ids[1]]);
    await expectTrueCounts("dan");
  });

  test("returns with its state and position when it is unsnoozed early", async () => {
    const ids = await world.arrive("u/eva", [{}, {}]);
    await mark([ids[0]], "READ");
    const before = (await feedOf("eva")).items.nodes[1];
    await snooze([ids[0]], inHours(1));
    await unsnooze([ids[0]]);
    const after = await feedOf("eva");
    expect(after.items.nodes[1]).toEqual({ ...before, version: expect.any(String) });
    world.runtime.clock.advance(HOUR_MS);
    expect(await returnDue()).toBe(0);
    await expectTrueCounts("eva");
  });

  test("gets the new time when it is snoozed again; the same time changes nothing", async () => {
    const [id] = await world.arrive("u/fay", [{}]);
    const first = await snooze([id], inHours(1));
    expect((await snooze([id], inHours(1))).feeds[0]?.version).toBe(first.feeds[0]?.version);
    await snooze([id], inHours(2));
    world.runtime.clock.advance(HOUR_MS);
    expect(await returnDue()).toBe(0);
    world.runtime.clock.advance(HOUR_MS);
    expect(await returnDue()).toBe(1);
  });

  test("is deleted with its tenant, without a change of the counts, and with its recipient", async () => {
    await world.ask("mutation($i: TenantInput!) { setTenant(input: $i) { __typename } }", { i: { tenantId: "gone" } });
    const ids = await world.arrive("u/gil", [{ tenantId: "gone" }, { tenantId: "gone" }, {}]);
    await world.arrive("u/hal", [{}]).then((other) => snooze(other, inHours(1)));
    await snooze([ids[0], ids[2]], inHours(1));
    const deleted = await world.ask("mutation($i: DeleteTenantInput!) { deleteTenant(input: $i) { __typename } }", {
      i: { tenantId: "gone" },
    });
    expect(deleted.errors).toEqual([]);
    expect((await feedOf("gil")).counts).toEqual({ total: 0, unread: 0, unseen: 0 });
    await expectTrueCounts("gil");
    await world.ask("mutation($i: DeleteUserInput!) { deleteUser(input: $i) { __typename } }", {
      i: { userId: "hal" },
    });
    world.runtime.clock.advance(HOUR_MS);
    expect(await returnDue()).toBe(1);
    expect(idsOf(await feedOf("gil"))).toEqual([ids[2]]);
  });
});

describe("snoozing is limited:", () => {
  test("a user may snooze its own items; others' items and messages outside feeds are reported as missing", async () => {
    const [own] = await world.arrive("u/ida", [{}]);
    const [other] = await world.arrive("u/jon", [{}]);
    const [outside] = await world.arrive("u/ida", [{ deliveryStatus: "NOT_SENT" }]);
    const answer = await snooze([own, other, outside, "msg_none"], inHours(1), "ida");
    expect(answer.missingIds).toEqual([other, outside, "msg_none"]);
    expect((await feedOf("jon")).counts.total).toBe(1);
  });

  test("a time may be at most a year ahead; a past time returns the item at once", async () => {
    const [id] = await world.arrive("u/kim", [{}]);
    const { errors } = await world.ask(SNOOZE, { i: { ids: [id], until: inHours(24 * 367) } });
    expect(errors).toEqual(["BAD_USER_INPUT input.until out_of_range"]);
    await snooze([id], inHours(-1));
    expect(await returnDue()).toBe(1);
  });
});

test("many due items return feed by feed with exact counts, and a feed that fails does not affect the others", async () => {
  const ids: string[] = [];
  for (let n = 0; n < 30; n += 1) ids.push(...(await world.arrive(`u/many-${n}`, [{}, {}])));
  await snooze(ids.slice(0, 60), inHours(1));
  const key = world.keyOf("u/many-7");
  // The feed's next version does not fit the column.
  await world.db.database.query("update feeds set version = 9223372036854775807 where recipient_key = $1", [
    key.recipientKey,
  ]);
  world.runtime.clock.advance(HOUR_MS);
  expect(await returnDue()).toBe(58);
  await world.db.database.query("update feeds set version = 10 where recipient_key = $1", [key.recipientKey]);
  expect(await returnDue()).toBe(2);
  for (let n = 0; n < 30; n += 1) await expectTrueCounts(`many-${n}`);
});

test("after any sequence of arrivals, marks, snoozes and returns the counts equal a recount, and no item is lost", async () => {
  const step = fc.record({
    pick: fc.nat(9),
    how: fc.constantFrom("arrive", "snooze", "unsnooze", "ARCHIVED", "UNARCHIVED", "READ", "UNSEEN", "wait", "all"),
  });
  let story = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      story += 1;
      const userId = `story-${story}`;
      const ids = await world.arrive(`u/${userId}`, [{}, { tenantId: "a" }, {}]);
      for (const { pick, how } of steps) {
        const id = ids[pick % ids.length];
        if (how === "arrive") ids.push(...(await world.arrive(`u/${userId}`, [{ tenantId: pick % 2 ? "a" : null }])));
        else if (how === "snooze") await snooze([id], inHours(1 + (pick % 3)));
        else if (how === "unsnooze") await unsnooze([id]);
        else if (how === "all") {
          await world.ask(MARK_FEED, { i: { recipient: { userId }, mark: "READ", filter: { snoozed: "INCLUDE" } } });
        } else if (how === "wait") {
          world.runtime.clock.advance(HOUR_MS);
          await returnDue();
        } else await mark([id], how);
      }
      await expectTrueCounts(userId);
      const all = await feedOf(userId, { archived: "INCLUDE", snoozed: "INCLUDE" });
      expect(idsOf(all).sort()).toEqual([...ids].sort());
      expect(new Set(all.items.nodes.map((item) => item.position)).size).toBe(ids.length);
    }),
    { numRuns: 25 },
  );
});
