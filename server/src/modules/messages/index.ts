export { ContentStore } from "./content-store.repository.js";
export type { NewContent } from "./content-store.repository.js";
export { EngagementMark, MarkMessagesInput } from "./engagement/engagement.schema.js";
export { MESSAGE_COLUMNS, MESSAGE_JOINS, MessageRepository } from "./message.repository.js";
export type { NewMessage } from "./message.repository.js";
export { DeliveryStatus, Message, MessageConnection } from "./message.schema.js";
