export { DeliveryStatus, Message } from "./message.schema.js";
export { EngagementMark, MarkMessagesInput } from "./engagement.schema.js";
