import type { Tx } from "../../platform/postgres/index.js";
import type { Scope } from "../requests/index.js";
import type { ChannelType } from "../channels/index.js";
import type { DeliveryStatus } from "./delivery-status.js";
import type { NewMessage } from "./message.repository.js";
import type { Message } from "./message.schema.js";
import type { MessageRow } from "./message-row.js";
import type { SharedMessages } from "./storing/shared-messages.repository.js";
import type { SupersededMessage } from "./superseding/superseding.repository.js";

/** Work that follows a commit, such as a hint. The process may die before it, so losing it may cost a delay and nothing else. */
export type AfterCommit = () => void;

/** The delivery status of a new message. */
export interface InitialStatus {
  live: DeliveryStatus;
  /** For a trigger in sandbox mode. */
  sandbox: DeliveryStatus;
}

/** The result of storing a channel's new messages. */
export interface ChannelStored {
  /** Whether the channel inserted the messages together with its own rows. */
  hasMessages: boolean;
  afterCommit: readonly AfterCommit[];
}

/** A message, and the key of the channel that it goes by. */
export interface ChannelMessage {
  row: MessageRow;
  channelKey: string;
}

/** A channel type: the first status of its messages, its own rows, and how its messages are read. */
export interface MessageChannel {
  readonly type: ChannelType;
  readonly initialStatus: InitialStatus;
  /**
   * Stores the channel's own rows of new messages, in the lanes of their recipients. `MessageStore` inserts the messages
   * themselves afterwards, those of all channels in one statement, unless the channel did.
   */
  store(tx: Tx, messages: readonly NewMessage[]): Promise<ChannelStored>;
  /**
   * Stores delivered messages that are the same for many recipients, and the channel's rows of them. `others`: messages that
   * `store` gets afterwards in the same transaction; rows that both write are locked here already, so that all are locked in
   * one order. Left out by channels whose messages differ by address.
   */
  storeShared?(tx: Tx, shared: SharedMessages, others: readonly NewMessage[]): Promise<readonly AfterCommit[]>;
  /**
   * Takes back messages that a newer one replaces, in the transaction that makes the newer one and behind its rows. Left out by
   * channels that cannot.
   */
  replace?(tx: Tx, environmentId: number, messages: readonly SupersededMessage[]): Promise<readonly AfterCommit[]>;
  /** Messages as the API shows them, in the order given. */
  toMessages(scope: Scope, messages: readonly ChannelMessage[]): Promise<Message[]>;
}
