// The page of the bench `first-item`: a feed with or without the cache of first pages. Measures when the first item
// is in the page.
/* global document, indexedDB, location, MutationObserver, window */
import { createFeedCache } from "@carillon/client/cache";
import { Feed, FeedProvider } from "@carillon/react";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

const query = new URLSearchParams(location.search);
let askedAt = 0;
/**
 * When the first item was in the page, in milliseconds from the start of the navigation and from the first API call.
 */
window.firstItem = new Promise((resolve) => {
  new MutationObserver((_changes, observer) => {
    if (!document.querySelector("[role=article]")) return;
    observer.disconnect();
    const now = performance.now();
    resolve({ navigationMs: now, callMs: now - askedAt });
  }).observe(document, { childList: true, subtree: true });
});

/** Records the time of the first API call. */
function noted(...call) {
  askedAt ||= performance.now();
  return fetch(...call);
}

/** Whether the cache holds the page of this address's feed. */
window.isKept = async () => {
  const databases = await indexedDB.databases();
  if (databases.length === 0) return false;
  const done = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
  const database = await done(indexedDB.open(databases[0].name));
  const keys = await done(database.transaction("pages").objectStore("pages").getAllKeys());
  database.close();
  return keys.some((key) => key.includes(`away=${query.get("away")}`));
};

const props = {
  endpoint: `/graphql?away=${query.get("away")}`,
  publicKey: query.get("key"),
  userId: "ada",
  fetch: noted,
  ...(query.has("cached") ? { cache: createFeedCache() } : {}),
  ...(window.prefetched ? { initialFeeds: [window.prefetched] } : {}),
};
createRoot(document.getElementById("root")).render(
  createElement(FeedProvider, props, createElement(Feed, { marksSeen: false })),
);
