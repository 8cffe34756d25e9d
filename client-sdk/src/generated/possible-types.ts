export const possibleTypes: Record<string, string[]> = {
  "FeedBlock": [
    "ButtonsBlock",
    "MarkdownBlock",
    "TextBlock"
  ],
  "Message": [
    "EmailMessage",
    "FeedItem",
    "SmsMessage",
    "WebhookMessage"
  ],
  "MessageContent": [
    "EmailContent",
    "FeedContent",
    "SmsContent",
    "WebhookContent"
  ],
  "Node": [
    "Activity",
    "ApiKey",
    "Channel",
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
