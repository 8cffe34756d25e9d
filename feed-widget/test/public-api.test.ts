import { expect, test } from "@jest/globals";
import * as react from "../src/index.js";

test("the package exports exactly this", () => {
  expect(Object.keys(react).sort()).toEqual([
    "Avatar",
    "Feed",
    "FeedButton",
    "FeedContent",
    "FeedEmpty",
    "FeedError",
    "FeedItem",
    "FeedPopover",
    "FeedProvider",
    "FeedSkeleton",
    "UnseenBadge",
    "actionUrlOf",
    "englishLabels",
    "useConnection",
    "useFeed",
    "useFeedContext",
    "useFeedCounts",
  ]);
});
