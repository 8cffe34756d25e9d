/** Types of channels. Later releases may add values. */
export const ChannelType = {
  IN_APP: "IN_APP",
  EMAIL: "EMAIL",
  SMS: "SMS",
  PUSH: "PUSH",
  CHAT: "CHAT",
  WEBHOOK: "WEBHOOK",
} as const;

export type ChannelType = keyof typeof ChannelType;
