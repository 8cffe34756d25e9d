import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createFeedWorld, type FeedWorld } from "../support/feeds.js";

const ITEM_COUNT = 20_000;
const PAGE = `query($f: FeedFilterInput, $first: Int, $after: String, $last: Int, $before: String, $t: ID) {
  feed(recipient: { userId: "rich" }, tenantId: $t) { items(filter: $f, first: $first, after: $after, last: $last, before: $before) {
    nodes { data } pageInfo { hasNextPage hasPreviousPage startCursor endCursor isCutShort } } } }`;

interface ItemsPage {
  nodes: { data: { n: number } }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
    isCutShort: boolean;
  };
}

let world: FeedWorld;

beforeAll(async () => {
  world = await createFeedWorld([{ key: "plain", feedData: ["n"] }, { key: "rare" }]);
  for (let from = 0; from < ITEM_COUNT; from += 2000) {
    const arrivals = Array.from({ length: 2000 }, (_, index) => ({ data: { n: from + index } }));
    await world.arrive("u/rich", arrivals, true);
  }
}, 120_000);
afterAll(() => world.db.drop());

async function pageOf(variables: object): Promise<ItemsPage> {
  const { data, errors } = await world.ask(PAGE, variables);
  expect(errors).toEqual([]);
  return (data.feed as unknown as { items: ItemsPage }).items;
}

/** The message rows that the last page's statement read, from Postgres' statistics. */
async function rowsReadBy(variables: object): Promise<{ page: ItemsPage; rows: number }> {
  const statements: string[] = [];
  const stop = world.db.database.onStatement((sql) => statements.push(sql));
  const page = await pageOf(variables);
  stop();
  const [sql] = statements.filter((each) => each.includes("from feeds f"));
  const key = world.keyOf("u/rich");
  const [lane] = await world.db.database.query<{ lane: number }>(
    "select lane from feeds where recipient_key = 'u/rich'",
  );
  const values = [key.environmentId, lane?.lane, key.recipientKey, key.channelId, Number.MAX_SAFE_INTEGER, 0, 21, null];
  const hasDetails = sql?.includes("->>'key') = any($9)") ?? false;
  const hasTimes = sql?.includes("m.created_at <") ?? false;
  const filterValues = [
    ...(hasDetails ? ["{nothing}", null, null, null] : []),
    ...(hasTimes ? [null, new Date(0)] : []),
  ];
  const plan = await world.db.database.query<{ "QUERY PLAN": [{ Plan: PlanNode }] }>(
    `explain (analyze, format json) ${sql}`,
    [...values, ...filterValues],
  );
  return { page, rows: plan[0] ? messagesRead(plan[0]["QUERY PLAN"][0].Plan) : Number.NaN };
}

interface PlanNode {
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: PlanNode[];
}

function messagesRead(node: PlanNode): number {
  const own = node["Relation Name"] === "messages" ? node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0) : 0;
  return own * node["Actual Loops"] + (node.Plans ?? []).reduce((sum, each) => sum + messagesRead(each), 0);
}

test.each([
  ["of state", { isRead: true }],
  ["of archived ones", { archived: "ONLY" }],
  ["of a workflow", { workflowKeys: ["nothing"] }],
  ["of a time", { createdBefore: "1970-01-01T00:00:00.000Z" }],
  ["of a workflow and a time", { workflowKeys: ["nothing"], createdBefore: "1970-01-01T00:00:00.000Z" }],
])("X-11: a filter %s that matches nothing reads a bounded number of rows", async (_, filter) => {
  const { page, rows } = await rowsReadBy({ f: filter });
  expect(page).toMatchObject({ nodes: [], pageInfo: { hasNextPage: true, isCutShort: true, startCursor: null } });
  expect(rows).toBeLessThanOrEqual(4_100);
});

test("a list of pinned items reads only those, and the default list reads no more than its page", async () => {
  await world.db.database.query(
    "update messages set pinned_at = now() where recipient_key = 'u/rich' and position in (1, 2, 9000)",
  );
  const pinned = await rowsReadBy({ f: { pinned: "ONLY" } });
  expect(pinned.page.nodes.map(({ data }) => data.n)).toEqual([8999, 1, 0]);
  expect(pinned.page.pageInfo).toMatchObject({ hasNextPage: false, isCutShort: false });
  expect(pinned.rows).toBeLessThanOrEqual(6);
  expect((await rowsReadBy({ f: {} })).rows).toBeLessThanOrEqual(50);
  const { data } = await world.ask(
    `{ feed(recipient: { userId: "rich" }) { filteredCounts(filter: { pinned: ONLY }) { total isExact } } }`,
  );
  expect(data.feed).toEqual({ filteredCounts: { total: 3, isExact: true } });
  await world.db.database.query("update messages set pinned_at = null where recipient_key = 'u/rich'");
});

test.each([
  ["forward", { first: 100 }],
  ["backward", { last: 100 }],
])("X-11: following the cursors of incomplete pages %s finds all matches, and ends", async (direction, size) => {
  await world.db.database.query(
    `update messages set read_at = now() where recipient_key = 'u/rich'
     and position in (select position from messages where recipient_key = 'u/rich' order by position offset 3 limit 1)
     or recipient_key = 'u/rich' and position % 5000 = 0`,
  );
  const [held] = await world.db.database.query<{ count: number }>(
    "select count(*)::int as count from messages where recipient_key = 'u/rich' and read_at is not null",
  );
  const found: number[] = [];
  let pageCount = 0;
  for (let cursor: object = {}; ; pageCount += 1) {
    const { nodes, pageInfo } = await pageOf({ f: { isRead: true }, ...size, ...cursor });
    found.push(...nodes.map(({ data }) => data.n));
    const hasMore = direction === "forward" ? pageInfo.hasNextPage : pageInfo.hasPreviousPage;
    expect(pageInfo.isCutShort).toBe(hasMore);
    if (!hasMore) break;
    cursor = direction === "forward" ? { after: pageInfo.endCursor } : { before: pageInfo.startCursor };
  }
  expect(found).toHaveLength(held?.count ?? 0);
  expect(new Set(found).size).toBe(found.length);
  expect(pageCount).toBe(ITEM_COUNT / 2000 - 1);
});

test("X-11: a mark whose filter matches little or nothing reads the feed in bounded statements without a lock", async () => {
  const mark = async (filter: object): Promise<number> => {
    const { data, errors } = await world.ask("mutation($i: MarkFeedInput!) { markFeed(input: $i) { changedCount } }", {
      i: { recipient: { userId: "rich" }, mark: "UNREAD", filter },
    });
    expect(errors).toEqual([]);
    return (data.markFeed as unknown as { changedCount: number }).changedCount;
  };
  const statements: string[] = [];
  const stop = world.db.database.onStatement((sql) => statements.push(sql));
  expect(await mark({ workflowKeys: ["nothing"] })).toBe(0);
  stop();
  expect(statements.filter((sql) => sql.includes("looked_to"))).toHaveLength(ITEM_COUNT / 2000 + 1);
  expect(statements.filter((sql) => sql.includes("for update"))).toEqual([]);

  await world.db.database.query(
    "update messages set read_at = now() where recipient_key = 'u/rich' and position % 3000 = 7",
  );
  const [held] = await world.db.database.query<{ count: number }>(
    "select count(*)::int as count from messages where recipient_key = 'u/rich' and read_at is not null",
  );
  expect(await mark({ isRead: true })).toBe(held?.count);
  expect(await mark({ isRead: true })).toBe(0);
});

test("a full page, and a page of a complete list, are not cut short", async () => {
  expect((await pageOf({ first: 100 })).pageInfo).toMatchObject({ hasNextPage: true, isCutShort: false });
  await world.arrive("u/small", [{}, {}]);
  const { data } = await world.ask(PAGE.replace("rich", "small"), { f: { isRead: true } });
  const { pageInfo } = (data.feed as unknown as { items: ItemsPage }).items;
  expect(pageInfo).toEqual({
    ...{ hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    isCutShort: false,
  });
});
