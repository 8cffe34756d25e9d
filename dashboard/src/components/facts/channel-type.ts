/** Kinds of channels, in the order in which they are shown and offered. */
export const CHANNEL_TYPES = ["IN_APP", "EMAIL", "SMS", "PUSH", "CHAT", "WEBHOOK"] as const;
export type ChannelTypeName = (typeof CHANNEL_TYPES)[number];

const TYPE_WORDS: Readonly<Record<ChannelTypeName, string>> = {
  ...{ IN_APP: "In the app", EMAIL: "Email", SMS: "SMS", PUSH: "Push", CHAT: "Chat", WEBHOOK: "HTTP" },
};

export const typeWords = (type: ChannelTypeName): string => TYPE_WORDS[type];
