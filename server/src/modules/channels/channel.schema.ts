import { registerEnumType } from "type-graphql";

/** Kinds of channel; values may be added. */
export const ChannelType = {
  IN_APP: "IN_APP",
  EMAIL: "EMAIL",
  SMS: "SMS",
  PUSH: "PUSH",
  CHAT: "CHAT",
  WEBHOOK: "WEBHOOK",
} as const;

export type ChannelType = keyof typeof ChannelType;

registerEnumType(ChannelType, {
  name: "ChannelType",
  description: "Kinds of channel; values may be added.",
  valuesConfig: {
    IN_APP: { description: "In-app feed." },
    EMAIL: { description: "Email." },
    SMS: { description: "Text message." },
    PUSH: { description: "Mobile or web push." },
    CHAT: { description: "Slack, Teams, Discord and the like." },
    WEBHOOK: { description: "HTTP call." },
  },
});
