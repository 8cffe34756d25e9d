export { prefetchFeed } from "./prefetch-feed.js";
export { signUserToken } from "./user-token.js";
export type { SignUserTokenOptions } from "./user-token.js";
