export { DeliveryStatus, Message, MessageConnection } from "./message.schema.js";
export { EngagementMark, MarkMessagesInput } from "./engagement.schema.js";
