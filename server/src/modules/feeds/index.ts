export { FeedItem } from "./graphql/feed-item.schema.js";
export { FeedBlock } from "./graphql/feed-block.schema.js";
export { FeedHints } from "./model/feed-hints.js";
export type { FeedHint } from "./model/feed-key.js";
export { FeedReadService } from "./reading/feed-read.service.js";
export { FeedWriter } from "./feed-writer.repository.js";
export { toBlocks, toItem } from "./graphql/feed-view.schema.js";
