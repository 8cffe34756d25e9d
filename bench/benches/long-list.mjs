import { launchChromium } from "../../scripts/chromium.mjs";
import { percentile, resultOf } from "../lib/measure.mjs";
import { servePage } from "../lib/page-server.mjs";

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const LONG = 3_000;
const SHORT = 20;

/**
 * E-15: a list of 3,000 loaded items beside a list of 20, with production builds of React and the widget. Measures
 * the frames while the reader scrolls, and the longest block of the main thread when an item arrives. The order of
 * the two lists alternates.
 */
export async function run(bench) {
  const url = await servePage(bench, "long-list-page");
  const browser = await launchChromium();
  bench.owns(browser, () => browser.close());
  const [long, short] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    bench.say(`round ${round + 1} of ${ROUNDS}`);
    const order = [
      [LONG, long],
      [SHORT, short],
    ];
    if (round % 2 === 1) order.reverse();
    for (const [items, results] of order) results.push(await measure(browser, `${url}/?items=${items}`));
  }
  const line = (name, of) =>
    resultOf({
      name: `long-list: ${name}, ${LONG} items (floor: ${SHORT})`,
      unit: "ms",
      values: long.map(of),
      floors: short.map(of),
      judged: "ratio",
      isLowerBetter: true,
      must: 1.5,
      aim: 1.1,
    });
  return [
    line("95th percentile of frames", ({ frames }) => percentile(frames, 0.95)),
    line("longest frame", ({ frames }) => Math.max(...frames)),
    line("what an arrival blocks, median", ({ arrivals }) => percentile(arrivals, 0.5)),
  ];
}

async function measure(browser, url) {
  const page = await browser.newPage({ viewport: { width: 480, height: 640 } });
  try {
    await page.goto(url);
    await page.waitForSelector("[role=article]", { timeout: 120_000 });
    await page.evaluate("longList.loadAll()");
    return { frames: await page.evaluate("longList.scroll()"), arrivals: await page.evaluate("longList.arrive()") };
  } finally {
    await page.close();
  }
}
