import type { Scope } from "../requests/index.js";
import type { ChannelService } from "../channels/index.js";
import { groupByType } from "./group-by-type.js";
import type { MessageChannels } from "./message-channels.js";
import type { Message } from "./message.schema.js";
import type { MessageReadService } from "./message-read.service.js";
import type { MessageRow } from "./message-row.js";

export interface MessageViewsDeps {
  reads: MessageReadService;
  channels: ChannelService;
  messageChannels: MessageChannels;
}

/** Messages as the API shows them, each by the channel that it goes by. */
export class MessageViews {
  readonly #deps: MessageViewsDeps;

  constructor(deps: MessageViewsDeps) {
    this.#deps = deps;
  }

  /** Messages by id. Skips ids of messages that this caller may not read. */
  async byIds(scope: Scope, ids: readonly string[]): Promise<Map<string, Message>> {
    const shown = await this.show(scope, await this.#deps.reads.byIds(scope, ids));
    return new Map(shown.map((message) => [message.id, message]));
  }

  /** In the order given. */
  async show(scope: Scope, rows: readonly MessageRow[]): Promise<Message[]> {
    if (rows.length === 0) return [];
    const channelIds = rows.map((row) => row.channel_id);
    const channels = await this.#deps.channels.byNumbers(scope.environmentId, channelIds);
    const known = rows.map((row) => {
      const channel = channels.get(row.channel_id);
      if (!channel) throw new Error(`The channel ${row.channel_id} of a message does not exist.`);
      return { row, channelKey: channel.key, type: channel.type };
    });
    const all: (readonly [index: number, Message])[] = [];
    for (const { type, items, indexes } of groupByType(known, (each) => each.type)) {
      const shown = await this.#deps.messageChannels.of(type).toMessages(scope, items);
      all.push(...shown.map((message, turn) => [indexes[turn] ?? 0, message] as const));
    }
    return all.sort(([left], [right]) => left - right).map(([, message]) => message);
  }
}
