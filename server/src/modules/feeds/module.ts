import { parseLaneId } from "../identifiers/index.js";
import type { ModuleMounts } from "../../platform/mounts/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { NodeRegistry } from "../requests/index.js";
import { scopeOf } from "../requests/index.js";
import type { ChannelService } from "../channels/index.js";
import type { RecipientService } from "../objects/index.js";
import { MessageMarksRepository } from "../messages/index.js";
import type { MessageChannels, MessageRepository, MessageViews, RecipientAccess } from "../messages/index.js";
import { FeedEpochRepository } from "./writing/feed-epoch.repository.js";
import { SharedArrivals } from "./writing/shared-arrivals.repository.js";
import { FeedEpochService } from "./writing/feed-epoch.service.js";
import { FeedHints } from "./model/feed-hints.js";
import { ActivityResolver, FeedItemResolver } from "./graphql/feed-item.resolver.js";
import { FeedSnoozeService } from "./snooze/feed-snooze.service.js";
import { MarkWriter } from "./marking/mark-writer.service.js";
import { MessageMarksResolver } from "./graphql/message-marks.resolver.js";
import { SnoozeRepository } from "./snooze/snooze.repository.js";
import { FeedMarkService } from "./marking/feed-mark.service.js";
import { FeedMarksRepository } from "./marking/feed-marks.repository.js";
import { FeedReadService } from "./reading/feed-read.service.js";
import { FeedResolver } from "./graphql/feed.resolver.js";
import { FeedRepository } from "./feed.repository.js";
import { createFeedSubscriptionResolver } from "./graphql/feed-subscription.resolver.js";
import { FeedPinService } from "./pins/feed-pin.service.js";
import { PinRepository } from "./pins/pin.repository.js";
import { feedMetrics } from "./live/feed.metrics.js";
import { FeedWatcher } from "./live/feed-watcher.service.js";
import { SiblingRepository } from "./marking/sibling.repository.js";
import { FeedWriter } from "./feed-writer.repository.js";
import { inAppChannel } from "./in-app-channel.schema.js";
import { toActivity, toFeed } from "./graphql/feed-view.schema.js";

export interface FeedsDeps {
  nodes: NodeRegistry;
  channels: ChannelService;
  recipients: RecipientService;
  messages: {
    channels: MessageChannels;
    messages: MessageRepository;
    access: RecipientAccess;
    views: MessageViews;
  };
}

/** An item returns within this and the time of a look at the jobs. */
const RETURN_EVERY_MS = 1_000;

export interface FeedsModule {
  snoozes: FeedSnoozeService;
  marks: FeedMarkService;
  writer: FeedWriter;
  hints: FeedHints;
  reads: FeedReadService;
  watcher: FeedWatcher;
  epochs: FeedEpochService;
  mounts: ModuleMounts[];
  resolvers: object[];
}

export function createFeedsModule(runtime: Runtime, { nodes, channels, recipients, ...deps }: FeedsDeps): FeedsModule {
  const { messages, access, views } = deps.messages;
  const feeds = new FeedRepository();
  const writer = new FeedWriter();
  const hints = new FeedHints(runtime.hints);
  const reads = new FeedReadService(runtime, { messages, feeds, channels, access });
  const marksRepository = new FeedMarksRepository();
  const markWriter = new MarkWriter(marksRepository, writer);
  deps.messages.channels.register(
    inAppChannel({ writer, sharedArrivals: new SharedArrivals(), hints, reads, markWriter, clock: runtime.clock }),
  );
  const siblings = new SiblingRepository();
  const marks = new FeedMarkService(runtime, {
    ...{ messages, feeds, siblings, writer, markWriter, hints },
    marks: marksRepository,
    messageMarks: new MessageMarksRepository(),
  });
  const snoozes = new FeedSnoozeService(runtime, {
    snoozes: new SnoozeRepository(),
    marks,
    markWriter,
    writer,
    hints,
  });
  const pins = new FeedPinService(runtime, marks, new PinRepository());
  defineReturns(runtime, snoozes);
  const watcher = new FeedWatcher(runtime, feeds, hints);
  registerNodes(nodes, reads);
  const resolvers = [
    new FeedResolver({ reads, marks, recipients }),
    new MessageMarksResolver({ views, reads, marks, snoozes, pins }),
    createFeedSubscriptionResolver({ reads, watcher }),
    new FeedItemResolver(recipients, reads),
    new ActivityResolver(recipients),
  ];
  const epochs = new FeedEpochService(runtime, new FeedEpochRepository());
  return { snoozes, marks, writer, hints, reads, watcher, epochs, mounts: [feedMetrics(watcher)], resolvers };
}

function registerNodes(nodes: NodeRegistry, reads: FeedReadService): void {
  nodes.register("feed", (context, ids) =>
    Promise.all(
      ids.map(async (id) => {
        const reader = await reads.byNodeId(scopeOf(context), id);
        return reader && toFeed(reader);
      }),
    ),
  );
  nodes.register("activity", async (context, ids) => {
    const runs = ids.flatMap((id) => parseLaneId("activity", id) ?? []);
    const rows = await reads.activitiesByRuns(scopeOf(context), runs);
    return rows.map((row) => toActivity(row, row.feed_data));
  });
}

function defineReturns({ jobs }: Runtime, snoozes: FeedSnoozeService): void {
  jobs.define({
    name: "snoozes.return",
    parse: () => null,
    handle: async (_payload, touch) => void (await snoozes.returnDue(touch)),
    everyMs: RETURN_EVERY_MS,
  });
}
