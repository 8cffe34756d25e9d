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

/** The in-app channel of every new environment, so that a workflow can send without any set-up. */
export const DEFAULT_CHANNEL = {
  key: "in-app",
  type: ChannelType.IN_APP,
  name: "In-app feed",
  is_default: true,
} as const;
