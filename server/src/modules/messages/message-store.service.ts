import type { Tx } from "../../platform/postgres/index.js";
import type { ContentStore, NewContent } from "./contents/content-store.repository.js";
import { DeliveryStatus } from "./delivery-status.js";
import { groupByType } from "./group-by-type.js";
import type { AfterCommit } from "./message-channel.js";
import type { MessageChannels } from "./message-channels.js";
import type { MessageRepository, NewMessage } from "./message.repository.js";
import type { SupersedingRepository } from "./superseding/superseding.repository.js";

export interface MessageStoreDeps {
  channels: MessageChannels;
  messages: MessageRepository;
  contents: ContentStore;
  superseding: SupersedingRepository;
}

/** New messages of one environment, created at one moment, and their shared contents. */
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

  /** Returns the functions to call after the commit. */
  async store(tx: Tx, { messages, contents }: NewMessages): Promise<AfterCommit[]> {
    if (messages.length === 0) return [];
    const written = this.#deps.contents.ensure(contents, tx);
    tx.defer(written);
    const afterCommit: AfterCommit[] = [() => void written.then((ids) => this.#deps.contents.remember(ids))];
    const positions = messages.map(() => 0);
    for (const { type, items, indexes } of groupByType(messages, ({ channelType }) => channelType)) {
      const stored = await this.#deps.channels.of(type).store(tx, items);
      for (const [turn, position] of (stored.positions ?? []).entries()) positions[indexes[turn] ?? 0] = position;
      afterCommit.push(...stored.afterCommit);
    }
    tx.defer(this.#deps.messages.insert(tx, messages, positions));
    afterCommit.push(...(await this.#replace(tx, messages)));
    return afterCommit;
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
