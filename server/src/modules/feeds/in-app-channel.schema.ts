import type { Clock } from "../../platform/clock/index.js";
import { DeliveryStatus, type MessageChannel } from "../messages/index.js";
import type { FeedWriter } from "./feed-writer.repository.js";
import { toItem } from "./graphql/feed-view.schema.js";
import type { MarkWriter } from "./marking/mark-writer.service.js";
import { EVERYTHING } from "./model/feed-filter.js";
import type { FeedHints } from "./model/feed-hints.js";
import type { SharedArrivals } from "./writing/shared-arrivals.repository.js";
import type { FeedReadService } from "./reading/feed-read.service.js";

export interface InAppChannelDeps {
  writer: FeedWriter;
  sharedArrivals: SharedArrivals;
  hints: FeedHints;
  reads: FeedReadService;
  markWriter: MarkWriter;
  clock: Clock;
}

/** The in-app feed: a message is delivered once it is in its feed, in the transaction that creates it. */
export function inAppChannel({
  writer,
  sharedArrivals,
  hints,
  reads,
  markWriter,
  clock,
}: InAppChannelDeps): MessageChannel {
  return {
    type: "IN_APP",
    initialStatus: { live: DeliveryStatus.DELIVERED, sandbox: DeliveryStatus.NOT_SENT },
    async store(tx, messages) {
      // Not awaited, so that the commit is sent in the same packet.
      const arrived = writer.arrive(tx, messages);
      if (!arrived) return { hasMessages: false, afterCommit: [] };
      tx.defer(arrived);
      return { hasMessages: true, afterCommit: [() => void arrived.then((changed) => hints.publish(changed))] };
    },
    async storeShared(tx, shared, others) {
      const changed = await sharedArrivals.store(tx, shared, others);
      return changed.map((lane) => () => hints.publishLane(lane.lane, lane.payload));
    },
    /** A newer item archives the older one. The feed is already locked, because the newer item was inserted in it. */
    async replace(tx, environmentId, messages) {
      const keys = messages.map(({ recipientKey, channelId }) => ({ environmentId, recipientKey, channelId }));
      const locked = await writer.lockExisting(tx, keys);
      const marking = { mark: "ARCHIVED" as const, filter: EVERYTHING, at: new Date(clock.now()), metadata: null };
      const outcome = await markWriter.apply(tx, environmentId, { locked, keys: messages, marking });
      return outcome.hints.length > 0 ? [() => hints.publish(outcome.hints)] : [];
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
