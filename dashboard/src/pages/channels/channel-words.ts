import type { OneChannelFragment, OneProviderFragment } from "../../api/generated/operations.js";
import type { OutcomeKind } from "../../components/marks/outcome.js";

/** Kinds of channels in words, in the order in which they are offered. */
export const CHANNEL_TYPES = ["IN_APP", "EMAIL", "SMS", "PUSH", "CHAT", "WEBHOOK"] as const;
export type ChannelTypeName = (typeof CHANNEL_TYPES)[number];

const TYPE_WORDS: Readonly<Record<ChannelTypeName, string>> = {
  ...{ IN_APP: "In the app", EMAIL: "Email", SMS: "SMS", PUSH: "Push", CHAT: "Chat", WEBHOOK: "HTTP" },
};

export const typeWords = (type: ChannelTypeName): string => TYPE_WORDS[type];

/** How a channel stands, worst first. */
export function stateOf({ issues, breaker, isSandbox }: OneChannelFragment): readonly [OutcomeKind, string] {
  if (issues.length > 0) return ["failed", "Cannot send"];
  if (breaker === "open") return ["failed", "Held"];
  if (breaker === "half_open") return ["waiting", "Being tried"];
  return isSandbox ? ["held-back", "Sandbox"] : ["sent", "Ready"];
}

/** The providers that serve a kind of channel. */
export function providersOf(type: ChannelTypeName, providers: readonly OneProviderFragment[]): OneProviderFragment[] {
  return providers.filter(({ channelType }) => channelType === type);
}

export function providerName(providers: readonly OneProviderFragment[], key: string): string {
  return providers.find(({ providerKey }) => providerKey === key)?.name ?? key;
}
