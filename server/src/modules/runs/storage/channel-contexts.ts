import { compileCondition, parseCondition, type CompiledCondition } from "../../conditions/index.js";
import type { ChannelRow } from "../../channels/index.js";
import type { MessageChannels } from "../../messages/index.js";
import type { ChannelContext } from "../engine/types.js";

/** An environment's channels by key, without channels of a type that no module implements. */
export function channelContexts(
  rows: readonly ChannelRow[],
  messageChannels: MessageChannels,
): Map<string, ChannelContext> {
  const contexts = new Map<string, ChannelContext>();
  for (const row of rows) {
    const { id, key, type, is_sandbox: isSandbox, has_address: hasAddress, overrides } = row;
    const channel = messageChannels.find(type);
    if (!channel) continue;
    const { live, sandbox } = channel.initialStatus;
    const initialStatus = { live: isSandbox ? sandbox : live, sandbox };
    const settings = { hasAddress, isSandbox, conditions: conditionsOf(row), overrides, initialStatus };
    contexts.set(key, { id, key, type, ...settings });
  }
  return contexts;
}

const compiled = new WeakMap<object, CompiledCondition>();

/**
 * Compiled once per cached row. Stored conditions were valid, so an invalid one is of a newer release, and never
 * holds.
 */
function conditionsOf({ conditions }: ChannelRow): CompiledCondition | null {
  if (conditions === null) return null;
  const known = compiled.get(conditions);
  if (known) return known;
  const parsed = parseCondition(conditions, ["conditions"], { allowMessageStatus: false });
  const made = compileCondition(parsed.ok ? parsed.condition : { any: [] });
  compiled.set(conditions, made);
  return made;
}
