// @ts-check
import http from "node:http";
import { ALL_UNARCHIVED } from "../../server/dist/modules/feeds/model/feed-filter.js";
import { FeedRepository } from "../../server/dist/modules/feeds/feed.repository.js";
import { userKey } from "../../server/dist/modules/identifiers/index.js";
import { connectDatabase } from "../../server/dist/platform/postgres/index.js";
import { commitWorkflow, SECRET_KEY, startProcess } from "../lib/carillon.mjs";
import { addFeeds, itemPlace, withoutIndexes } from "../lib/feed-items.mjs";
import { median, repeat, resultOf, timed } from "../lib/measure.mjs";
import { connectPool, createDatabase, startPostgres } from "../lib/postgres.mjs";

const ITEMS = Number(process.env.BENCH_ITEMS ?? 5_000_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const REQUESTS = Number(process.env.BENCH_REQUESTS ?? 300);
const FEED_ITEMS = 100;
const CONNECTIONS = 16;
const ANY = "small-";
const BIG = "big";

const QUERY = `query Feed($u: ID!) { feed(recipient: { userId: $u }) { id version counts { total unread unseen }
  items(first: 20) { edges { cursor node { id position version workflowKey categories data actorCount activityCount
    blocks { name ... on MarkdownBlock { html } ... on TextBlock { text } ... on ButtonsBlock { buttons { name label action } } }
    seenAt readAt archivedAt createdAt } } pageInfo { hasNextPage endCursor } } } }`;

const WORKFLOW = {
  key: "comments",
  name: "Comments",
  categories: ["collaboration"],
  feedData: ["documentId", "document"],
  steps: [{ ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "hello" } }],
};

const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });

/**
 * A feed page of 20 items with counts: pages per second against the page's SQL alone, and how the time of one page
 * grows from 10,000 items in the table to 5 million.
 */
export async function run(bench) {
  const server = await startPostgres(bench);
  const few = await prepare(bench, server, { total: 10_000, big: 1000 });
  const many = await prepare(bench, server, { total: ITEMS, big: Math.floor(ITEMS / 5) });
  bench.owns(agent, () => agent.destroy());

  bench.say("warming up");
  for (const side of [few, many]) for (const pick of [anyOf, bigOf]) await load(side, pick, REQUESTS);
  const rates = await repeat(ROUNDS, async () => ({
    http: await load(many, anyOf, REQUESTS * 5),
    sql: await loadSql(many, REQUESTS * 5),
  }));
  const any = await repeat(ROUNDS, () => growth(few, many, anyOf));
  const big = await repeat(ROUNDS, () => growth(few, many, bigOf));
  const grown = (name, rounds) =>
    resultOf({
      name,
      unit: "ms",
      values: rounds.map((each) => each.many),
      floors: rounds.map((each) => each.few),
      judged: "ratio",
      isLowerBetter: true,
      must: 1.3,
      aim: 1.1,
    });
  return [
    resultOf({
      name: "feed, page with counts",
      unit: "req/s",
      values: rates.map((each) => each.http),
      floors: rates.map((each) => each.sql),
      judged: "ratio",
    }),
    grown(`feed, one page at ${ITEMS} items beside 10000`, any),
    grown(`feed, one page of a feed of ${ITEMS / 5} items beside 1000`, big),
  ];
}

async function prepare(bench, server, { total, big }) {
  const databaseUrl = await createDatabase(bench, server);
  const { url } = await startProcess(bench, { DATABASE_URL: databaseUrl });
  await commitWorkflow(url, WORKFLOW);
  const pool = connectPool(bench, databaseUrl, 2);
  const place = await itemPlace(pool);
  const feedCount = Math.floor((total - big) / FEED_ITEMS);
  bench.say(`making ${total} items`);
  await withoutIndexes(pool, async () => {
    const userIds = Array.from({ length: feedCount }, (_, index) => ANY + index);
    await addFeeds(pool, place, { userIds, itemCount: FEED_ITEMS });
    await addFeeds(pool, place, { userIds: [BIG], itemCount: big });
  });
  await pool.query("vacuum (analyze) messages, feeds, contents");
  await pool.query("checkpoint");
  const connection = await connectDatabase({ url: databaseUrl, entities: [], migrations: [], poolSize: CONNECTIONS });
  bench.owns(connection, () => connection.close());
  return { url, place, feedCount, database: connection.database };
}

const anyOf = (side) => ANY + Math.floor(Math.random() * side.feedCount);
const bigOf = () => BIG;

async function growth(few, many, pick) {
  const times = { few: [], many: [] };
  // Alternate the two sides, so that other load on the machine affects both.
  for (let n = 0; n < REQUESTS; n += 1) {
    times.few.push(await timed(() => ask(few.url, pick(few))));
    times.many.push(await timed(() => ask(many.url, pick(many))));
  }
  return { few: median(times.few), many: median(times.many) };
}

/** Requests per second over a fixed number of kept connections. */
async function load(side, pick, count) {
  return (count / (await timed(() => inParallel(count, () => ask(side.url, pick(side)))))) * 1000;
}

/** Runs the page's statement for the same pages over the same number of connections, without a server in between. */
async function loadSql(side, count) {
  const feeds = new FeedRepository();
  const { environmentId, channelId } = side.place;
  const page = { size: 20, isBackward: false, after: null, before: null };
  const read = async () => {
    const key = { environmentId, channelId, recipientKey: userKey(anyOf(side)) };
    const { items } = await feeds.page(side.database, key, { filter: ALL_UNARCHIVED, tenantId: null, page });
    if (items.length !== 21) throw new Error(`A page of ${items.length} items.`);
  };
  return (count / (await timed(() => inParallel(count, read)))) * 1000;
}

async function inParallel(count, work) {
  let left = count;
  const worker = async () => {
    for (; left > 0;) {
      left -= 1;
      await work();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
}

function ask(url, userId) {
  const body = JSON.stringify({ query: QUERY, variables: { u: userId } });
  const headers = { "content-type": "application/json", authorization: `Bearer ${SECRET_KEY}` };
  return new Promise((resolve, reject) => {
    const request = http.request(`${url}/graphql`, { method: "POST", agent, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => (text += chunk));
      response.on("end", () => {
        if (text.includes('"hasNextPage":true')) resolve();
        else reject(new Error(`Not a page: ${text.slice(0, 300)}`));
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}
