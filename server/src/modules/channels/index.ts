export { ChannelType } from "./channel-type.js";
export { Channel, toChannel } from "./channel.schema.js";
export { ChannelService } from "./channel.service.js";
export type { ChannelRow } from "./channel.repository.js";
export type { ChannelChanges } from "./channel-changes.service.js";
export type { CallbackDoor, ChannelCallbacks } from "./callbacks/channel-callbacks.service.js";
export type { ChannelProviderRow } from "./providers/channel-provider.repository.js";
export type { ChannelProviders, OpenedProvider } from "./providers/channel-providers.service.js";
export type { OnUncertain, ProviderKind, SettingsFault } from "./providers/provider-kind.js";
