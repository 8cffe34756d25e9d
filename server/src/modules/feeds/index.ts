export { FeedCounts, Feed, FeedChange } from "./feed.schema.js";
export { ArchivedFilter, FeedFilterInput } from "./feed-filter.schema.js";
export { FeedItem, FeedItemConnection } from "./feed-item.schema.js";
export { FeedBlock, TextBlock, MarkdownBlock, FeedButton, ButtonsBlock } from "./feed-block.schema.js";
export { Activity, ActivityConnection } from "./activity.schema.js";
export { MarkFeedInput, MarkFeedPayload, MarkMessagesPayload } from "./feed-marks.schema.js";
