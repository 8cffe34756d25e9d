export { ChannelType } from "./channel-type.js";
export { ChannelService } from "./channel.service.js";
export type { ChannelRow } from "./channel.repository.js";
