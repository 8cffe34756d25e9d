export const possibleTypes: Record<string, string[]> = {
  "FeedBlock": [
    "ButtonsBlock",
    "MarkdownBlock",
    "TextBlock"
  ],
  "Message": [
    "ChatMessage",
    "EmailMessage",
    "FeedItem",
    "PushMessage",
    "SmsMessage",
    "WebhookMessage"
  ],
  "MessageContent": [
    "ChatContent",
    "EmailContent",
    "FeedContent",
    "PushContent",
    "SmsContent",
    "WebhookContent"
  ],
  "Node": [
    "Activity",
    "ApiKey",
    "AuditEntry",
    "Channel",
    "ChatMessage",
    "EmailMessage",
    "Environment",
    "Feed",
    "FeedItem",
    "Member",
    "ObjectSubscription",
    "PreferenceSet",
    "PushMessage",
    "RecipientObject",
    "Run",
    "Session",
    "SigningKey",
    "SmsMessage",
    "Tenant",
    "Trigger",
    "User",
    "WebhookMessage",
    "Workflow",
    "WorkflowVersion"
  ],
  "Recipient": [
    "RecipientObject",
    "User"
  ]
};
