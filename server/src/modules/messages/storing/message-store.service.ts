import type { Tails } from "../../../platform/tails/index.js";
import type { Tx } from "../../../platform/postgres/index.js";
import type { ContentStore, NewContent } from "../contents/content-store.repository.js";
import { tellMessages } from "../tails/tell-messages.js";
import { DeliveryStatus } from "../delivery-status.js";
import { groupByType } from "../group-by-type.js";
import type { AfterCommit } from "../message-channel.js";
import type { MessageChannels } from "../message-channels.js";
import type { NewMessage } from "../message.repository.js";
import type { NewMessagesRepository } from "./new-messages.repository.js";
import type { SharedMessages } from "./shared-messages.repository.js";
import type { SupersedingRepository } from "../superseding/superseding.repository.js";

export interface MessageStoreDeps {
  tails: Tails;
  channels: MessageChannels;
  messages: NewMessagesRepository;
  contents: ContentStore;
  superseding: SupersedingRepository;
}

/** New messages of one environment, created at one moment, and their shared contents. */
export interface NewMessages {
  messages: readonly NewMessage[];
  contents: readonly NewContent[];
  /** Messages that are the same for many recipients. Their contents are among `contents`. */
  shared?: SharedMessages;
}

/** Stores what a set sends: contents, then the rows of each channel, then the messages. */
export class MessageStore {
  readonly #deps: MessageStoreDeps;

  constructor(deps: MessageStoreDeps) {
    this.#deps = deps;
  }

  /** Whether these messages of one recipient can be stored for many recipients at once, as `SharedMessages`. */
  canShare(messages: readonly NewMessage[]): boolean {
    return messages.every(
      ({ channelId, channelType, deliveryStatus }) =>
        channelId === messages[0]?.channelId &&
        deliveryStatus === DeliveryStatus.DELIVERED &&
        this.#deps.channels.of(channelType).storeShared !== undefined,
    );
  }

  /** Returns the functions to call after the commit. */
  async store(tx: Tx, { messages, contents, shared }: NewMessages): Promise<AfterCommit[]> {
    if (messages.length === 0 && !shared) return [];
    const written = this.#deps.contents.ensure(contents, tx);
    tx.defer(written);
    const afterCommit: AfterCommit[] = [() => void written.then((ids) => this.#deps.contents.remember(ids))];
    if (shared) afterCommit.push(...(await this.#storeShared(tx, shared, messages)));
    const left: NewMessage[] = [];
    for (const { type, items } of groupByType(messages, ({ channelType }) => channelType)) {
      const stored = await this.#deps.channels.of(type).store(tx, items);
      if (!stored.hasMessages) left.push(...items);
      afterCommit.push(...stored.afterCommit);
    }
    if (left.length > 0) tx.defer(this.#deps.messages.insert(tx, left));
    afterCommit.push(...(await this.#replace(tx, messages)));
    const [first] = messages;
    if (first) afterCommit.push(() => tellMessages(this.#deps, first.environmentId, { added: messages }));
    return afterCommit;
  }

  async #storeShared(tx: Tx, shared: SharedMessages, others: readonly NewMessage[]): Promise<readonly AfterCommit[]> {
    const [first] = shared.messages;
    const channel = first && this.#deps.channels.of(first.channelType);
    return (await channel?.storeShared?.(tx, shared, others)) ?? [];
  }

  /** Messages in sandbox mode replace no earlier message. */
  async #replace(tx: Tx, messages: readonly NewMessage[]): Promise<AfterCommit[]> {
    const afterCommit: AfterCommit[] = [];
    const keyed = messages.flatMap((message) => {
      const { supersedeKey, deliveryStatus } = message;
      return supersedeKey === null || deliveryStatus === DeliveryStatus.NOT_SENT ? [] : [{ ...message, supersedeKey }];
    });
    if (keyed.length === 0) return afterCommit;
    for (const { type, items } of groupByType(keyed, ({ channelType }) => channelType)) {
      const channel = this.#deps.channels.of(type);
      const older = await this.#deps.superseding.replace(tx, items);
      const [first] = items;
      if (!first || !channel.replace || older.length === 0) continue;
      afterCommit.push(...(await channel.replace(tx, first.environmentId, older)));
    }
    return afterCommit;
  }
}
