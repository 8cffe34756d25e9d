import { parseUuidId } from "../../platform/ids/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { may, scopeOf, type NodeRegistry } from "../requests/index.js";
import type { IdempotencyService } from "../idempotency/index.js";
import { ChannelEntity } from "./channel.entity.js";
import { ChannelResolver, toChannel } from "./channel.resolver.js";
import { ChannelService } from "./channel.service.js";

export const CHANNEL_ENTITIES = [ChannelEntity];

export interface ChannelsModule {
  channels: ChannelService;
  resolvers: object[];
}

export function createChannelsModule(
  runtime: Runtime,
  deps: { nodes: NodeRegistry; idempotency: IdempotencyService },
): ChannelsModule {
  const channels = new ChannelService(runtime);
  deps.nodes.register("channel", async (context, ids) => {
    const scope = scopeOf(context);
    if (!may(scope, "channels.read")) return [];
    const uuids = new Set(ids.map((id) => parseUuidId("channel", id)));
    const rows = await channels.allOf(scope.environmentId);
    return rows.filter((row) => uuids.has(row.public_id)).map(toChannel);
  });
  return { channels, resolvers: [new ChannelResolver(channels, deps.idempotency)] };
}
