export { createFeedCache } from "./feed-cache.js";
export type { FeedCacheOptions } from "./feed-cache.js";
