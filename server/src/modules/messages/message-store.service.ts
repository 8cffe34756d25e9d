import type { Tx } from "../../platform/postgres/index.js";
import type { ChannelType } from "../channels/index.js";
import type { ContentStore, NewContent } from "./contents/content-store.repository.js";
import type { AfterCommit } from "./message-channel.js";
import type { MessageChannels } from "./message-channels.js";
import type { MessageRepository, NewMessage } from "./message.repository.js";

export interface MessageStoreDeps {
  channels: MessageChannels;
  messages: MessageRepository;
  contents: ContentStore;
}

/** New messages of one environment, made at one moment, and the contents that they share. */
export interface NewMessages {
  messages: readonly NewMessage[];
  contents: readonly NewContent[];
}

/** Stores what a set sends: contents, then the rows of each channel, then all messages. One statement per table. */
export class MessageStore {
  readonly #deps: MessageStoreDeps;

  constructor(deps: MessageStoreDeps) {
    this.#deps = deps;
  }

  /** Returns what is to be done once the transaction has committed. */
  async store(tx: Tx, { messages, contents }: NewMessages): Promise<AfterCommit[]> {
    if (messages.length === 0) return [];
    const contentIds = await this.#deps.contents.ensure(contents, tx);
    const afterCommit: AfterCommit[] = [() => this.#deps.contents.remember(contentIds)];
    const positions = messages.map(() => 0);
    for (const [type, indexes] of indexesByType(messages)) {
      const own = indexes.length === messages.length ? messages : messages.filter((each) => each.channelType === type);
      const stored = await this.#deps.channels.of(type).store(tx, own);
      for (const [turn, position] of (stored.positions ?? []).entries()) positions[indexes[turn] ?? 0] = position;
      afterCommit.push(...stored.afterCommit);
    }
    await this.#deps.messages.insert(tx, messages, positions);
    return afterCommit;
  }
}

/** Sorted by type, so that all sets lock the rows of channels in one order. */
function indexesByType(messages: readonly NewMessage[]): [ChannelType, number[]][] {
  const byType = new Map<ChannelType, number[]>();
  for (const [index, { channelType }] of messages.entries()) {
    const known = byType.get(channelType);
    if (known) known.push(index);
    else byType.set(channelType, [index]);
  }
  return [...byType].sort(([left], [right]) => (left < right ? -1 : 1));
}
