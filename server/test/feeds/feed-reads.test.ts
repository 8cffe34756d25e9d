import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createFeedWorld, type FeedWorld } from "../support/feeds.js";
import { waitUntil } from "../support/wait-until.js";

let world: FeedWorld;

const PAGE = `query($u: ID!, $t: ID, $f: FeedFilterInput, $first: Int, $after: String, $last: Int, $before: String) {
  feed(recipient: { userId: $u }, tenantId: $t) { id version counts { total unread unseen }
    items(filter: $f, first: $first, after: $after, last: $last, before: $before) {
      nodes { id position version } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;

interface FeedPage {
  id: string;
  version: string;
  counts: { total: number; unread: number; unseen: number };
  items: {
    nodes: { id: string; position: string; version: string }[];
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  };
}

async function pageOf(userId: string, variables: object = {}): Promise<FeedPage> {
  const { data, errors } = await world.ask(PAGE, { u: userId, ...variables });
  expect(errors).toEqual([]);
  return data.feed as unknown as FeedPage;
}

const idsOf = (page: FeedPage): string[] => page.items.nodes.map((node) => node.id);

beforeAll(async () => {
  world = await createFeedWorld([{ key: "plain" }, { key: "billing", categories: ["money"] }]);
});
afterAll(() => world.db.drop());

describe("a feed", () => {
  test("is empty, not null, for an unknown recipient, and already has its final id", async () => {
    const before = await pageOf("nobody-yet");
    expect(before).toMatchObject({ counts: { total: 0, unread: 0, unseen: 0 }, items: { nodes: [] } });
    await world.arrive("u/nobody-yet", [{}]);
    const after = await pageOf("nobody-yet");
    expect(after.id).toBe(before.id);
    expect(after.version > before.version).toBe(true);
    expect((await world.ask("query($id: ID!) { node(id: $id) { id } }", { id: after.id })).data.node).toEqual({
      id: after.id,
    });
  });

  test("reads a page, its counts and its version in one statement, for any selection", async () => {
    await world.arrive("u/once", [{}, {}, {}]);
    const seen: string[] = [];
    const stop = world.db.database.onStatement((sql) => seen.push(sql));
    const page = await pageOf("once");
    stop();
    expect(seen.filter((sql) => sql.includes("feeds"))).toHaveLength(1);
    expect(page.counts.total).toBe(page.items.nodes.length);
  });

  test("returns page, counts and version of one moment while items arrive and are archived", async () => {
    const ids = await world.arrive("u/busy", [{}]);
    let isOver = false;
    const writing = (async () => {
      for (let n = 0; n < 60; n++) {
        const [id] = await world.arrive("u/busy", [{}]);
        if (n % 3 === 0)
          await world.ask("mutation($i: MarkMessagesInput!) { markMessages(input: $i) { missingIds } }", {
            i: { ids: [id], mark: "ARCHIVED" },
          });
      }
      isOver = true;
    })();
    const query = `query { feed(recipient: { userId: "busy" }) { counts { total } version
      all: items(first: 100) { nodes { id version } } some: items(first: 100, filter: { isRead: false }) { nodes { id } } } }`;
    let looks = 0;
    while (!isOver) {
      const { data } = await world.ask(query);
      const feed = data.feed as unknown as {
        counts: { total: number };
        version: string;
        all: { nodes: { id: string; version: string }[] };
        some: { nodes: { id: string }[] };
      };
      expect(feed.all.nodes).toHaveLength(feed.counts.total);
      expect(feed.some.nodes).toHaveLength(feed.counts.total);
      expect(feed.all.nodes.every((node) => node.version <= feed.version)).toBe(true);
      looks++;
    }
    await writing;
    expect(looks).toBeGreaterThan(3);
    expect(ids).toHaveLength(1);
  });

  test("leaves items of sandbox mode out of page and counts, but resolves them by id and marks them", async () => {
    const [id] = await world.arrive("u/sandy", [{ deliveryStatus: "NOT_SENT" }]);
    expect(await pageOf("sandy")).toMatchObject({ counts: { total: 0 }, items: { nodes: [] } });
    const node = "query($id: ID!) { node(id: $id) { ... on FeedItem { deliveryStatus readAt seenAt } } }";
    expect((await world.ask(node, { id })).data.node).toMatchObject({ deliveryStatus: "NOT_SENT", readAt: null });
    const mark =
      "mutation($i: MarkMessagesInput!) { markMessages(input: $i) { missingIds messages { id readAt } feeds { id } } }";
    const { data } = await world.ask(mark, { i: { ids: [id], mark: "READ" } });
    expect(data.markMessages).toMatchObject({
      missingIds: [],
      messages: [{ id, readAt: expect.any(String) }],
      feeds: [],
    });
    expect(await pageOf("sandy")).toMatchObject({ counts: { total: 0, unread: 0 }, items: { nodes: [] } });
  });

  test("counts follow the tenant and no other filter", async () => {
    await world.arrive("u/tess", [{ tenantId: "a" }, { tenantId: "a" }, { tenantId: "b" }, {}]);
    expect((await pageOf("tess")).counts.total).toBe(4);
    expect((await pageOf("tess", { t: "a" })).counts.total).toBe(3);
    expect((await pageOf("tess", { t: "nowhere" })).counts.total).toBe(1);
    const filtered = await pageOf("tess", { t: "b", f: { isRead: true } });
    expect(filtered.counts).toEqual({ total: 2, unread: 2, unseen: 2 });
    expect(filtered.items.nodes).toEqual([]);
  });
});

describe("E-14: counts by filter", () => {
  interface Counted {
    version: string;
    counts: { total: number };
    filteredCounts: { total: number; unread: number; unseen: number; isExact: boolean };
  }
  const COUNTS = `query($u: ID!, $t: ID, $f: FeedFilterInput!) { feed(recipient: { userId: $u }, tenantId: $t) {
    version counts { total } filteredCounts(filter: $f) { total unread unseen isExact } } }`;
  const countsOf = async (userId: string, filter: object, t?: string): Promise<Counted> => {
    const { data, errors } = await world.ask(COUNTS, { u: userId, f: filter, t });
    expect(errors).toEqual([]);
    return data.feed as unknown as Counted;
  };
  const mark = (ids: (string | undefined)[], mark: string): Promise<unknown> =>
    world.ask("mutation($i: MarkMessagesInput!) { markMessages(input: $i) { missingIds } }", { i: { ids, mark } });

  test("equal the number of items that match the filter, for any state, tenant and data", async () => {
    const ids = await world.arrive("u/counted", [
      { workflowKey: "plain", data: { amount: 1 } },
      { workflowKey: "billing", data: { amount: 2 } },
      { workflowKey: "billing", tenantId: "a" },
      { workflowKey: "billing", tenantId: "b" },
    ]);
    await mark([ids[1]], "READ");
    await mark([ids[2]], "SEEN");
    await mark([ids[0]], "ARCHIVED");
    const billing = { workflowKeys: ["billing"] };
    expect(await countsOf("counted", billing)).toMatchObject({
      counts: { total: 3 },
      filteredCounts: { total: 3, unread: 2, unseen: 1, isExact: true },
    });
    expect((await countsOf("counted", billing, "a")).filteredCounts).toMatchObject({ total: 2, unread: 1, unseen: 0 });
    expect((await countsOf("counted", { categories: ["money"], isRead: false })).filteredCounts.total).toBe(2);
    expect((await countsOf("counted", { archived: "ONLY" })).filteredCounts).toMatchObject({ total: 1, unread: 1 });
    expect((await countsOf("counted", { archived: "INCLUDE", data: { amount: 1 } })).filteredCounts.total).toBe(1);
    expect((await countsOf("nobody-at-all", {})).filteredCounts).toEqual({
      total: 0,
      unread: 0,
      unseen: 0,
      isExact: true,
    });
  });

  test("are of the same moment as the page, the version and other counts", async () => {
    await world.arrive("u/counting", [{}]);
    let isOver = false;
    const writing = (async () => {
      for (let n = 0; n < 60; n++)
        await world.arrive("u/counting", [{ workflowKey: n % 2 === 0 ? "billing" : "plain" }]);
      isOver = true;
    })();
    const query = `query { feed(recipient: { userId: "counting" }) { counts { total }
      billing: filteredCounts(filter: { workflowKeys: ["billing"] }) { total isExact }
      plain: filteredCounts(filter: { workflowKeys: ["plain"] }) { total }
      items(first: 100, filter: { workflowKeys: ["billing"] }) { nodes { id } } } }`;
    while (!isOver) {
      const { data } = await world.ask(query);
      const feed = data.feed as unknown as Record<"counts" | "billing" | "plain", { total: number }> & {
        items: { nodes: unknown[] };
      };
      expect(feed.billing.total + feed.plain.total).toBe(feed.counts.total);
      expect(feed.items.nodes).toHaveLength(feed.billing.total);
    }
    await writing;
  });

  test("read at most 10,000 items, and say so", async () => {
    const key = world.keyOf("u/vast");
    await world.arrive("u/vast", [{ workflowKey: "billing" }]);
    await world.db.database.query(
      `insert into messages (environment_id, lane, run_id, ordinal, recipient_key, channel_id, trigger_id, version_id, workflow_id,
         step_ref, delivery_status, position, version, content_id, actor_count, activity_count, created_at, updated_at)
       select environment_id, lane, gen_random_uuid(), 1, recipient_key, channel_id, trigger_id, version_id, workflow_id, step_ref,
         delivery_status, position + n, version + n, content_id, 0, 1, created_at, updated_at
       from messages, generate_series(1, $3) n where environment_id = $1 and recipient_key = $2`,
      [key.environmentId, key.recipientKey, 9_999],
    );
    const filter = { workflowKeys: ["billing"] };
    expect((await countsOf("vast", filter)).filteredCounts).toMatchObject({ total: 10_000, isExact: true });
    await world.db.database.query("update feeds set version = 20000 where recipient_key = $1", [key.recipientKey]);
    await world.arrive("u/vast", [{}]);
    expect((await countsOf("vast", filter)).filteredCounts).toMatchObject({ total: 9_999, isExact: false });
  });
});

describe("paging", () => {
  test.each([
    ["forward", { first: 7 }],
    ["backward", { last: 7 }],
  ])("%s visits every item once while items arrive and are marked", async (direction, size) => {
    const user = `pages-${direction}`;
    const ids = await world.arrive(
      `u/${user}`,
      Array.from({ length: 40 }, () => ({})),
    );
    const visited: string[] = [];
    for (let cursor: object = {}; ;) {
      const page = await pageOf(user, { ...size, ...cursor });
      visited.push(...(direction === "forward" ? idsOf(page) : idsOf(page).reverse()));
      const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.items.pageInfo;
      expect(direction === "forward" ? hasPreviousPage : hasNextPage).toBe(false);
      if (!hasNextPage && !hasPreviousPage) break;
      if (visited.length < 30) await world.arrive(`u/${user}`, [{}]);
      await world.ask("mutation($i: MarkMessagesInput!) { markMessages(input: $i) { missingIds } }", {
        i: { ids: visited.slice(-3), mark: "READ" },
      });
      cursor = direction === "forward" ? { after: endCursor } : { before: startCursor };
    }
    expect(new Set(visited).size).toBe(visited.length);
    const before = direction === "forward" ? [...ids].reverse() : ids;
    expect(visited.filter((id) => ids.includes(id))).toEqual(before);
  });

  test("a cursor stays valid without its item", async () => {
    const ids = await world.arrive("u/carl", [{}, {}, {}, {}]);
    const first = await pageOf("carl", { first: 2 });
    await world.remove("u/carl", first.items.nodes[1]?.id ?? "");
    const next = await pageOf("carl", { first: 2, after: first.items.pageInfo.endCursor });
    expect(idsOf(next)).toEqual([ids[1], ids[0]]);
  });
});

describe("who may read", () => {
  const FEED = "query($r: RecipientRefInput) { feed(recipient: $r) { counts { total } items { nodes { id } } } }";
  const object = { object: { collection: "projects", objectId: "p1" } };
  const key = "o/projects/p1";

  async function subscribe(userId: string, isOn = true): Promise<void> {
    const verb = isOn ? "subscribe" : "unsubscribe";
    const type = isOn ? "SubscribeInput" : "UnsubscribeInput";
    const { errors } = await world.ask(`mutation($i: ${type}!) { ${verb}(input: $i) { changedCount } }`, {
      i: { object: object.object, recipients: [{ userId }] },
    });
    expect(errors).toEqual([]);
  }

  test("a user may open its own feed and no other", async () => {
    await world.arrive("u/own", [{}]);
    expect((await world.ask(FEED, {}, world.home.asUser("own"))).data.feed).toMatchObject({ counts: { total: 1 } });
    const other = await world.ask(FEED, { r: { userId: "own" } }, world.home.asUser("other"));
    expect(other).toMatchObject({ data: { feed: null }, errors: ["FORBIDDEN"] });
    expect((await world.ask(FEED, {})).errors).toEqual(["BAD_USER_INPUT recipient required"]);
  });

  test("an object's feed may be read by its subscribers and marked with a secret key only", async () => {
    const [id] = await world.arrive(key, [{}]);
    await subscribe("sub");
    const as = world.home.asUser("sub");
    expect((await world.ask(FEED, { r: object }, as)).data.feed).toMatchObject({ counts: { total: 1 } });
    expect((await world.ask(FEED, { r: object }, world.home.asUser("stranger"))).errors).toEqual(["FORBIDDEN"]);
    const node = "query($id: ID!) { node(id: $id) { id } }";
    expect((await world.ask(node, { id }, as)).data.node).toEqual({ id });
    expect((await world.ask(node, { id }, world.home.asUser("stranger"))).data.node).toBeNull();

    const markFeed = "mutation($i: MarkFeedInput!) { markFeed(input: $i) { changedCount } }";
    expect((await world.ask(markFeed, { i: { recipient: object, mark: "READ" } }, as)).errors).toEqual(["FORBIDDEN"]);
    const mark = "mutation($i: MarkMessagesInput!) { markMessages(input: $i) { missingIds } }";
    expect((await world.ask(mark, { i: { ids: [id], mark: "READ" } }, as)).data.markMessages).toEqual({
      missingIds: [id],
    });
    expect((await world.ask(markFeed, { i: { recipient: object, mark: "READ" } })).data.markFeed).toEqual({
      changedCount: 1,
    });
  });

  test("a subscription of an object's feed ends when the user is unsubscribed from the object", async () => {
    await subscribe("leaver");
    const listener = await world.listen(world.home.asUser("leaver"), { recipient: object });
    await waitUntil(() => listener.changes.length === 1);
    await world.arrive(key, [{}]);
    await waitUntil(() => listener.changes.length === 2);
    await subscribe("leaver", false);
    await world.arrive(key, [{}]);
    await waitUntil(() => listener.isOver);
    expect(listener.changes).toHaveLength(2);
  });
});
