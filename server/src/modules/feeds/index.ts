export { FeedItem } from "./graphql/feed-item.schema.js";
export { FeedBlock } from "./graphql/feed-block.schema.js";
export type { FeedMarkService } from "./marking/feed-mark.service.js";
export type { FeedHint } from "./model/feed-key.js";
export { toBlocks, toItem } from "./graphql/feed-view.schema.js";
