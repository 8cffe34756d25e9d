export { ChannelType } from "./channel.schema.js";
export { ChannelService } from "./channel.service.js";
export type { ChannelRow } from "./channel.service.js";
