import { DeliveryStatus, type MessageChannel } from "../messages/index.js";
import type { FeedWriter } from "./feed-writer.repository.js";
import { toItem } from "./graphql/feed-view.schema.js";
import type { FeedHints } from "./model/feed-hints.js";
import type { FeedReadService } from "./reading/feed-read.service.js";

export interface InAppChannelDeps {
  writer: FeedWriter;
  hints: FeedHints;
  reads: FeedReadService;
}

/** The in-app feed: a message is delivered once it is in its feed, in the transaction that creates it. */
export function inAppChannel({ writer, hints, reads }: InAppChannelDeps): MessageChannel {
  return {
    type: "IN_APP",
    initialStatus: { live: DeliveryStatus.DELIVERED, sandbox: DeliveryStatus.NOT_SENT },
    async store(tx, messages) {
      const { positions, changed } = await writer.arrive(tx, messages);
      return { positions, afterCommit: changed.length > 0 ? [() => hints.publish(changed)] : [] };
    },
    async toMessages(scope, messages) {
      const epochs = await reads.epochs(
        scope,
        messages.map(({ row }) => row),
      );
      return messages.map(({ row, channelKey }, index) => toItem(row, { epoch: epochs[index] ?? 0, channelKey }));
    },
  };
}
