// The page of the bench `first-item`: a feed, with the cache of first pages or without, and when its first item stood in the page.
/* global document, location, MutationObserver, window */
import { createFeedCache } from "@carillon/client/cache";
import { Feed, FeedProvider } from "@carillon/react";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

const query = new URLSearchParams(location.search);
window.firstItem = new Promise((resolve) => {
  new MutationObserver((_changes, observer) => {
    if (!document.querySelector("[role=article]")) return;
    observer.disconnect();
    // From the beginning of the navigation.
    resolve(performance.now());
  }).observe(document, { childList: true, subtree: true });
});

const props = {
  endpoint: "/graphql",
  publicKey: query.get("key"),
  userId: "ada",
  ...(query.has("cached") ? { cache: createFeedCache() } : {}),
  ...(window.prefetched ? { initialFeeds: [window.prefetched] } : {}),
};
createRoot(document.getElementById("root")).render(
  createElement(FeedProvider, props, createElement(Feed, { marksSeen: false })),
);
