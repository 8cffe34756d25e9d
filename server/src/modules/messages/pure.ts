export { engagementAfter, siblingMark } from "./engagement/engagement.js";
export type { ReadSync } from "./engagement/engagement.js";
export { idOfMessage, keyOfMessage } from "./message-row.js";
export type { MessageKey, MessageRow } from "./message-row.js";
