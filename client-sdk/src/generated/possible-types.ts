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
    "SmsMessage",
    "WebhookMessage"
  ],
  "MessageContent": [
    "ChatContent",
    "EmailContent",
    "FeedContent",
    "SmsContent",
    "WebhookContent"
  ],
  "Node": [
    "Activity",
    "ApiKey",
    "Channel",
    "ChatMessage",
    "EmailMessage",
    "Environment",
    "Feed",
    "FeedItem",
    "ObjectSubscription",
    "PreferenceSet",
    "RecipientObject",
    "Run",
    "SigningKey",
    "SmsMessage",
    "Tenant",
    "Trigger",
    "User",
    "WebhookMessage",
    "Workflow"
  ],
  "Recipient": [
    "RecipientObject",
    "User"
  ]
};
