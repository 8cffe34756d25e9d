export { renderFeed } from "./render-feed.js";
export type { RenderedFeed, RenderFeedOptions } from "./render-feed.js";
export { TestFeedProvider } from "./test-feed-provider.js";
export type { TestFeedProviderProps } from "./test-feed-provider.js";
export { createTestClient } from "@carillon/client/testing";
export type { TestCall, TestChoice, TestClient, TestFeed, TestItem } from "@carillon/client/testing";
