import { expect, test } from "@jest/globals";
import * as react from "../src/index.js";

test("the entry for preferences exports exactly this", async () => {
  const entry = await import("../src/preferences/index.js");
  expect(Object.keys(entry).sort()).toEqual(["PreferencePanel", "englishPreferenceLabels", "usePreferences"]);
});

test("the entries for toasts and for attention export exactly this", async () => {
  expect(Object.keys(await import("../src/toasts/index.js"))).toEqual(["FeedToasts"]);
  expect(Object.keys(await import("../src/attention/index.js")).sort()).toEqual([
    "TitleBadge",
    "useAppBadge",
    "useArrivalSound",
    "useDesktopNotifications",
    "useFaviconBadge",
    "useTitleBadge",
  ]);
});

test("the package exports exactly this", () => {
  expect(Object.keys(react).sort()).toEqual([
    "Avatar",
    "CountBadge",
    "Feed",
    "FeedBell",
    "FeedContent",
    "FeedEmpty",
    "FeedError",
    "FeedItem",
    "FeedPopover",
    "FeedProvider",
    "FeedSkeleton",
    "actionUrlOf",
    "englishLabels",
    "useConnection",
    "useFeed",
    "useFeedContext",
    "useFeedCounts",
  ]);
});
