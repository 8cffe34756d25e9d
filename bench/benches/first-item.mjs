import { prefetchFeed } from "@carillon/client/server";
import { ask, commitWorkflow, startInProcess } from "../lib/carillon.mjs";
import { launchChromium } from "../../scripts/chromium.mjs";
import { repeat, resultOf, until } from "../lib/measure.mjs";
import { servePage } from "../lib/page-server.mjs";
import { createDatabase, startPostgres } from "../lib/postgres.mjs";

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 9);
/**
 * Delays between the browser and the API: a nearby server, and a mobile connection. The server that renders the page
 * is next to the API.
 */
const NEAR_MS = 50;
const FAR_MS = 300;
const ITEMS = 20;

const WORKFLOW = {
  key: "comment",
  name: "Comment",
  steps: [
    {
      ref: "bell",
      type: "channel",
      channelKey: "in-app",
      template: { markdown: "**Grace** commented on *plan {{ data.n }}*" },
    },
  ],
};

const WAYS = [
  { name: "without, near", query: `&away=${NEAR_MS}` },
  { name: "kept, near", query: `&cached&away=${NEAR_MS}` },
  { name: "prefetched, near", query: `&prefetched&away=${NEAR_MS}` },
  { name: "without, far", query: `&away=${FAR_MS}` },
  { name: "kept, far", query: `&cached&away=${FAR_MS}` },
];

/**
 * W-08: the time from a navigation to the first feed item in the page. Two cases are measured: a first page that
 * IndexedDB kept from an earlier visit, and a first page that the server put into the HTML. Each is compared with the
 * same page without it. Scripts come from the browser's cache in all cases. The gain of the kept page is counted from
 * the first API call: the time of the answer minus the time that IndexedDB takes.
 */
export async function run(bench) {
  const server = await startPostgres(bench);
  const url = await createDatabase(bench, server);
  const carillon = await startInProcess(bench, { DATABASE_URL: url });
  const publicKey = await prepare(carillon.url);
  const page = await servePage(bench, "first-item-page", {
    head: async ({ url: asked }) => (asked.includes("&prefetched") ? prefetched(carillon.url, publicKey) : ""),
    answer: (request, response) => passOn(request, response, carillon.url),
  });
  const browser = await launchChromium();
  bench.owns(browser, () => browser.close());
  const context = await browser.newContext({ viewport: { width: 480, height: 640 } });

  const visit = async ({ query }, isFirst = false) => {
    const tab = await context.newPage();
    await tab.goto(`${page}/?key=${publicKey}${query}`);
    const times = await tab.evaluate("firstItem");
    if (isFirst && query.includes("&cached")) await until(() => tab.evaluate("isKept()"));
    await tab.close();
    return times;
  };
  for (const way of WAYS) await visit(way, true);
  const rounds = await repeat(ROUNDS, async (round) => {
    const times = new Map();
    const from = round % WAYS.length;
    for (const way of [...WAYS.slice(from), ...WAYS.slice(0, from)]) times.set(way.name, await visit(way));
    bench.say([...times].map(([name, { navigationMs }]) => `${name} ${navigationMs.toFixed(0)} ms`).join(", "));
    return times;
  });
  const of = (name, from) => rounds.map((times) => times.get(name)[from]);
  const against = (name, floor, must, aim) =>
    resultOf({
      name: `first-item: ${name} (floor: ${floor})`,
      unit: "ms",
      values: of(name, "navigationMs"),
      floors: of(floor, "navigationMs"),
      judged: "ratio",
      isLowerBetter: true,
      must,
      aim,
    });
  const saved = (place, answerMs, must) =>
    resultOf({
      name: `first-item: what a kept page saves, ${place} (floor: the answer's ${answerMs} ms)`,
      unit: "ms",
      values: of(`without, ${place}`, "callMs").map((ms, round) => ms - of(`kept, ${place}`, "callMs")[round]),
      floors: rounds.map(() => answerMs),
      judged: "ratio",
      must,
      aim: 0.9,
    });
  return [
    against("kept, near", "without, near", 1, 0.9),
    against("kept, far", "without, far", 0.8, 0.6),
    against("prefetched, near", "without, near", 1, 0.8),
    saved("near", NEAR_MS, 0.5),
    saved("far", FAR_MS, 0.8),
  ];
}

/** Fills Ada's feed in a new environment. Returns the environment's public key. */
async function prepare(url) {
  const create = `mutation { createEnvironment(input: { key: "front", name: "Front", isDevelopment: true }) { secretKey publicKey } }`;
  const { secretKey, publicKey } = (await ask(url, create)).createEnvironment;
  await commitWorkflow(url, WORKFLOW, secretKey);
  const notify = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
  for (let n = 0; n < ITEMS; n += 1) {
    const input = { workflowKey: WORKFLOW.key, recipients: [{ to: { userId: "ada" } }], data: { n } };
    await ask(url, notify, { i: input }, secretKey);
  }
  const total = `{ feed(recipient: { userId: "ada" }) { counts { total } } }`;
  await until(async () => (await ask(url, total, {}, secretKey)).feed.counts.total === ITEMS);
  return publicKey;
}

/** The first page as a server that renders HTML fetches it. */
async function prefetched(url, publicKey) {
  const feed = await prefetchFeed({ endpoint: `${url}/graphql`, publicKey, userId: "ada" });
  return `<script>window.prefetched = ${JSON.stringify(feed).replaceAll("<", "\\u003c")}</script>`;
}

/** Forwards a call to the API after the delay. */
function passOn(request, response, url) {
  if (!request.url.startsWith("/graphql")) return false;
  const awayMs = Number(new URL(request.url, url).searchParams.get("away"));
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", async () => {
    const headers = Object.fromEntries(
      ["content-type", "accept", "authorization", "x-carillon-user-id"].flatMap((name) =>
        request.headers[name] ? [[name, request.headers[name]]] : [],
      ),
    );
    const answer = await fetch(`${url}/graphql`, { method: "POST", headers, body: Buffer.concat(chunks) });
    const body = Buffer.from(await answer.arrayBuffer());
    setTimeout(() => {
      response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" }).end(body);
    }, awayMs);
  });
  return true;
}
