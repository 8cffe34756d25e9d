import { parseLaneId } from "../../platform/ids/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { NodeRegistry } from "../accounts/index.js";
import { scopeOf } from "../accounts/index.js";
import type { ChannelService } from "../channels/index.js";
import type { RecipientService } from "../objects/index.js";
import type { SubscriptionService } from "../subscriptions/index.js";
import type { TenantService } from "../tenants/index.js";
import { ContentStore } from "./content-store.repository.js";
import { FeedEpochRepository } from "./feed-epoch.repository.js";
import { FeedEpochService } from "./feed-epoch.service.js";
import { FeedHints } from "./feed-hints.js";
import { ActivityResolver, FeedItemResolver, MessageResolver } from "./feed-item.resolver.js";
import { FeedMarkService } from "./feed-mark.service.js";
import { FeedMarksRepository } from "./feed-marks.repository.js";
import { FeedReadService } from "./feed-read.service.js";
import { FeedResolver } from "./feed.resolver.js";
import { FeedRepository } from "./feed.repository.js";
import { createFeedSubscriptionResolver } from "./feed-subscription.resolver.js";
import { FeedWatcher } from "./feed-watcher.service.js";
import { SiblingRepository } from "./sibling.repository.js";
import { FeedWriter } from "./feed-writer.repository.js";
import { MessageListResolver } from "./message-list/message-list.resolver.js";
import { MessageListService } from "./message-list/message-list.service.js";
import { toActivity, toFeed, toItem } from "./feed-view.schema.js";

export interface FeedsDeps {
  nodes: NodeRegistry;
  channels: ChannelService;
  recipients: RecipientService;
  tenants: TenantService;
  subscriptions: SubscriptionService;
}

export interface FeedsModule {
  writer: FeedWriter;
  contents: ContentStore;
  hints: FeedHints;
  reads: FeedReadService;
  watcher: FeedWatcher;
  epochs: FeedEpochService;
  resolvers: object[];
}

export function createFeedsModule(runtime: Runtime, deps: FeedsDeps): FeedsModule {
  const feeds = new FeedRepository();
  const writer = new FeedWriter();
  const hints = new FeedHints(runtime.hints);
  const reads = new FeedReadService(runtime, { feeds, channels: deps.channels, subscriptions: deps.subscriptions });
  const marks = new FeedMarkService(runtime, {
    feeds,
    marks: new FeedMarksRepository(),
    siblings: new SiblingRepository(),
    writer,
    hints,
  });
  const watcher = new FeedWatcher(runtime, feeds, hints);
  deps.nodes.register("feed", (context, ids) =>
    Promise.all(
      ids.map(async (id) => {
        const look = await reads.byNodeId(scopeOf(context), id);
        return look && toFeed(look);
      }),
    ),
  );
  deps.nodes.register("message", async (context, ids) => {
    const found = await reads.messages(scopeOf(context), ids);
    return [...found.values()].map((each) => toItem(each.row, each));
  });
  deps.nodes.register("activity", async (context, ids) => {
    const runs = ids.flatMap((id) => parseLaneId("activity", id) ?? []);
    const rows = await reads.activitiesByRuns(scopeOf(context), runs);
    return rows.map((row) => toActivity(row, row.feed_data));
  });
  const { recipients, tenants } = deps;
  const resolvers = [
    new FeedResolver({ reads, marks, recipients }),
    createFeedSubscriptionResolver({ reads, watcher }),
    new MessageResolver(recipients, tenants),
    new MessageListResolver(new MessageListService(runtime, reads)),
    new FeedItemResolver(recipients, reads),
    new ActivityResolver(recipients),
  ];
  const epochs = new FeedEpochService(runtime, new FeedEpochRepository());
  return { writer, contents: new ContentStore(() => runtime.database), hints, reads, watcher, epochs, resolvers };
}
