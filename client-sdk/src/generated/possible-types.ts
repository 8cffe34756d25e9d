export const possibleTypes: Record<string, string[]> = {
  FeedBlock: ["ButtonsBlock", "MarkdownBlock", "TextBlock"],
  Message: ["FeedItem"],
  Node: [
    "Activity",
    "Feed",
    "FeedItem",
    "PreferenceSet",
    "RecipientObject",
    "Run",
    "Tenant",
    "Trigger",
    "User",
    "Workflow",
  ],
  Recipient: ["RecipientObject", "User"],
};
