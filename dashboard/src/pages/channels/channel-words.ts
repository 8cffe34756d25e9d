import type { OneChannelFragment, OneProviderFragment } from "../../api/generated/operations.js";
import type { ChannelTypeName } from "../../components/facts/channel-type.js";
import type { OutcomeKind } from "../../components/marks/outcome.js";

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
