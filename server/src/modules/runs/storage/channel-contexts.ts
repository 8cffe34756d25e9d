import type { ChannelRow } from "../../channels/index.js";
import type { MessageChannels } from "../../messages/index.js";
import type { ChannelContext } from "../engine/types.js";

/** An environment's channels by key, without channels of a type that no module implements. */
export function channelContexts(
  rows: readonly ChannelRow[],
  messageChannels: MessageChannels,
): Map<string, ChannelContext> {
  const contexts = new Map<string, ChannelContext>();
  for (const { id, key, type, is_sandbox, has_address } of rows) {
    const channel = messageChannels.find(type);
    if (!channel) continue;
    const { live, sandbox } = channel.initialStatus;
    contexts.set(key, {
      id,
      key,
      type,
      hasAddress: has_address,
      initialStatus: { live: is_sandbox ? sandbox : live, sandbox },
    });
  }
  return contexts;
}
