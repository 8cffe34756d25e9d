export { addressOf } from "./reports/delivery-reports.service.js";
export type { DeliveryReports, EventSource, MatchedEvent } from "./reports/delivery-reports.service.js";
export type { ReportedDelivery } from "./reports/report.repository.js";
export type { Report } from "./reports/report.js";
export type { LocalMailbox } from "./mailbox/mailbox.service.js";
export { OutcomeCount } from "./dead-letters/dead-letter.schema.js";
export { MessageContent } from "./content/message-content.schema.js";
export type { MessageContentView } from "./content/message-content.schema.js";
export { toMessageContent } from "./content/message-content-view.schema.js";
