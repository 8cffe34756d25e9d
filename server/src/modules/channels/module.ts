import { parseUuidId } from "../identifiers/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { may, scopeOf, type NodeRegistry } from "../requests/index.js";
import type { IdempotencyService } from "../idempotency/index.js";
import { ChannelEntity } from "./channel.entity.js";
import { ChannelChanges, type ChannelChangesDeps } from "./channel-changes.service.js";
import { ChannelDataRepository } from "./data/channel-data.repository.js";
import {
  ChannelDataResolver,
  RecipientChannelDataResolver,
  TenantChannelDataResolver,
} from "./data/channel-data.resolver.js";
import { DataRotation } from "./data/data-rotation.service.js";
import { ChannelDataService } from "./data/channel-data.service.js";
import { ChannelRepository } from "./channel.repository.js";
import { ChannelResolver } from "./channel.resolver.js";
import { toChannel } from "./channel.schema.js";
import { ChannelService } from "./channel.service.js";
import { ChannelCallbackEntity } from "./callbacks/channel-callback.entity.js";
import { ChannelCallbackRepository } from "./callbacks/channel-callback.repository.js";
import { ChannelCallbackResolver } from "./callbacks/channel-callback.resolver.js";
import { ChannelCallbacks } from "./callbacks/channel-callbacks.service.js";
import { ChannelProviderEntity } from "./providers/channel-provider.entity.js";
import { ChannelProviderRepository } from "./providers/channel-provider.repository.js";
import { ChannelProviders } from "./providers/channel-providers.service.js";
import type { ProviderKind } from "./providers/provider-kind.js";

export const CHANNEL_ENTITIES = [ChannelEntity, ChannelProviderEntity, ChannelCallbackEntity];

export interface ChannelsModule {
  channels: ChannelService;
  changes: ChannelChanges;
  providers: ChannelProviders;
  data: ChannelDataService;
  dataRotation: DataRotation;
  callbacks: ChannelCallbacks;
  resolvers: object[];
}

export function createChannelsModule(
  runtime: Runtime,
  deps: {
    nodes: NodeRegistry;
    idempotency: IdempotencyService;
    providerKinds: readonly ProviderKind[];
    /** The URL by which vendors reach this server, or null. */
    publicUrl: string | null;
    checkOverrides: ChannelChangesDeps["checkOverrides"];
  },
): ChannelsModule {
  const rows = new ChannelRepository();
  const channels = new ChannelService(runtime, rows);
  const providers = new ChannelProviders(runtime, new ChannelProviderRepository(), deps.providerKinds);
  const { publicUrl, checkOverrides } = deps;
  const callbacks = new ChannelCallbacks(runtime, { rows: new ChannelCallbackRepository(), channels, publicUrl });
  const dataRows = new ChannelDataRepository();
  const changes = new ChannelChanges(runtime, { channels, rows, providers, dataRows, checkOverrides });
  const data = new ChannelDataService(runtime, { channels, providers, rows: dataRows });
  deps.nodes.register("channel", async (context, ids) => {
    const scope = scopeOf(context);
    if (!may(scope, "channels.read")) return [];
    const uuids = new Set(ids.map((id) => parseUuidId("channel", id)));
    const rows = await channels.allOf(scope.environmentId);
    return rows.filter((row) => uuids.has(row.public_id)).map(toChannel);
  });
  const { idempotency } = deps;
  return {
    channels,
    changes,
    providers,
    callbacks,
    data,
    dataRotation: new DataRotation(runtime, dataRows),
    resolvers: [
      new ChannelResolver({ channels, changes, providers, idempotency }),
      new ChannelDataResolver(data),
      new RecipientChannelDataResolver(data),
      new TenantChannelDataResolver(data),
      new ChannelCallbackResolver(callbacks, providers),
    ],
  };
}
