import type { ChannelType } from "../channels/index.js";
import type { MessageChannel } from "./message-channel.js";

/** The types of channel that messages can go by. The modules that implement them register them at start. */
export class MessageChannels {
  readonly #byType = new Map<ChannelType, MessageChannel>();

  register(channel: MessageChannel): void {
    if (this.#byType.has(channel.type)) throw new Error(`Two channels are of type ${channel.type}.`);
    this.#byType.set(channel.type, channel);
  }

  /** Null for an unimplemented type. */
  find(type: ChannelType): MessageChannel | null {
    return this.#byType.get(type) ?? null;
  }

  of(type: ChannelType): MessageChannel {
    const channel = this.find(type);
    if (!channel) throw new Error(`No channel of type ${type} is implemented.`);
    return channel;
  }
}
