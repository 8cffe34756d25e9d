export const possibleTypes: Record<string, string[]> = {
  "FeedBlock": [
    "ButtonsBlock",
    "MarkdownBlock",
    "TextBlock"
  ],
  "Message": [
    "FeedItem"
  ],
  "Node": [
    "Activity",
    "ApiKey",
    "Channel",
    "Environment",
    "Feed",
    "FeedItem",
    "ObjectSubscription",
    "PreferenceSet",
    "RecipientObject",
    "Run",
    "SigningKey",
    "Tenant",
    "Trigger",
    "User",
    "Workflow"
  ],
  "Recipient": [
    "RecipientObject",
    "User"
  ]
};
