export { engagementAfter, siblingMark } from "./engagement/engagement.js";
export type { ItemMark, LinkMark, PinMark, SnoozeMark } from "./engagement/engagement.js";
export { markSql, namesParameters } from "./engagement/mark-sql.js";
export type { MarkParameters, MarkSql, Undo } from "./engagement/mark-sql.js";
export { idOfMessage, keyOfMessage } from "./message-row.js";
export type { MessageKey, MessageRow } from "./message-row.js";
