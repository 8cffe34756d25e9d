export type { LocalMailbox } from "./mailbox/mailbox.service.js";
export { MessageContent } from "./content/message-content.schema.js";
export type { MessageContentView } from "./content/message-content.schema.js";
export { toMessageContent } from "./content/message-content-view.schema.js";
