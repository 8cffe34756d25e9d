// The page of the bench `long-list`: a feed with a given number of loaded items, which measures itself.
/* global document, location, requestAnimationFrame, window */
import { createTestClient } from "@carillon/client/testing";
import { Feed, FeedProvider } from "@carillon/react";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

const PAGE_SIZE = 100;
const FRAMES = 150;
const ARRIVALS = 10;
const SETTLE_MS = 400;

const count = Number(new URLSearchParams(location.search).get("items"));
const items = Array.from({ length: count }, (_, index) => ({ text: `Grace commented on plan ${index}` }));
const { client, feed } = createTestClient({ items });
const root = createRoot(document.getElementById("root"));
root.render(createElement(FeedProvider, { client }, createElement(Feed, { pageSize: PAGE_SIZE, marksSeen: false })));

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

async function loadAll() {
  const handle = client.feed({ pageSize: PAGE_SIZE });
  while (handle.store.getSnapshot().items.length < count) {
    if (handle.store.getSnapshot().hasNextPage) await handle.fetchNextPage();
    await frame();
  }
  await frame();
}

/** Milliseconds between frames while the list scrolls down to its end and up again. */
async function scroll() {
  const box = document.querySelector(".carillon-scroller");
  const gaps = [];
  let stepPx = 120;
  let before = await frame();
  for (let index = 0; index < FRAMES; index += 1) {
    const top = box.scrollTop;
    box.scrollTop += stepPx;
    if (box.scrollTop === top) stepPx = -stepPx;
    const now = await frame();
    gaps.push(now - before);
    before = now;
  }
  box.scrollTop = 0;
  return gaps;
}

/** For each arrival, the longest block of the main thread. */
async function arrive() {
  const longest = [];
  for (let index = 0; index < ARRIVALS; index += 1) {
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const watch = watchTurns();
    feed.add({ text: `Linus commented ${index}` });
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    longest.push(watch.stop());
  }
  return longest;
}

/** The longest task of the event loop. */
function watchTurns() {
  const { port1, port2 } = new MessageChannel();
  let before = performance.now();
  let longest = 0;
  port1.onmessage = () => {
    const now = performance.now();
    longest = Math.max(longest, now - before);
    before = now;
    port2.postMessage(null);
  };
  port2.postMessage(null);
  return {
    stop() {
      port1.close();
      return longest;
    },
  };
}

window.longList = { loadAll, scroll, arrive };
