/** Fields that say something of a recipient, or that somebody wrote to one. Ids stay visible. */
const PERSONAL: Readonly<Record<string, readonly string[]>> = {
  Activity: ["data"],
  ChannelData: ["data"],
  ChatContent: ["payload", "summary", "text"],
  DeliveryAttempt: ["reason", "request", "response"],
  EmailAttachment: ["name"],
  EmailContent: ["cc", "html", "replyTo", "subject", "text", "to"],
  Explanation: ["verdict"],
  ExplanationCase: ["message", "values"],
  FeedButton: ["action", "label"],
  FeedItem: ["data"],
  MarkdownBlock: ["html"],
  MessageEvent: ["message", "values"],
  ObjectSubscription: ["properties"],
  PushContent: ["body", "data", "title"],
  RecipientObject: ["avatar", "name", "properties"],
  SmsContent: ["text", "to"],
  Suppression: ["address", "note"],
  Tenant: ["name", "properties"],
  TextBlock: ["text"],
  TraceEntry: ["message", "values"],
  Trigger: ["data", "failure"],
  User: ["avatar", "email", "locale", "name", "phoneNumber", "properties", "timezone"],
  WebhookContent: ["body", "headers", "query", "url"],
};

/** JSON that is configuration, or says what may occur and not what did. */
const PLAIN_JSON = new Set([
  ...["AuditEntry.changes", "Channel.overrides", "ChannelProvider.settings", "Provider.settingsSchema"],
  ...["VariableScope.filters", "VariableScope.schema", "Workflow.committedDocument", "Workflow.document"],
  ...["WorkflowVersion.document"],
]);

const NAMES = new Set(Object.entries(PERSONAL).flatMap(([type, fields]) => fields.map((field) => `${type}.${field}`)));

export function isPersonal(typeName: string, fieldName: string): boolean {
  return NAMES.has(`${typeName}.${fieldName}`);
}

/** Whether a field of type JSON is known to say nothing of recipients; a test holds each against one of the two lists. */
export function isPlainJson(typeName: string, fieldName: string): boolean {
  return PLAIN_JSON.has(`${typeName}.${fieldName}`);
}

/** The contents of messages: whoever reads them where the environment hides them is recorded. */
const CONTENTS = new Set([
  ...["ChatContent.text", "EmailContent.html", "EmailContent.text", "FeedItem.data", "MarkdownBlock.html"],
  ...["PushContent.body", "SmsContent.text", "TextBlock.text", "WebhookContent.body"],
]);

export function isContent(typeName: string, fieldName: string): boolean {
  return CONTENTS.has(`${typeName}.${fieldName}`);
}

/** Root fields by whose answers personal data can be guessed: always, or with a filter. */
export const GUESSING_FIELDS: Readonly<Record<string, "always" | "filter">> = {
  previewTemplate: "always",
  simulate: "always",
  suppressions: "filter",
  users: "filter",
};
