import { Args, Resolver, Root, Subscription } from "type-graphql";
import { badInput } from "../../../platform/errors/index.js";
import { outletOf } from "../../../platform/graphql/index.js";
import { scopeOf, type RequestContext } from "../../requests/index.js";
import { FeedChangedArgs } from "./feed-changed.schema.js";
import { readFilter } from "./feed.resolver.js";
import type { FeedReadService } from "../reading/feed-read.service.js";
import { toChange } from "./feed-view.schema.js";
import type { FeedUpdate } from "../live/feed-subscriber.service.js";
import { checkFeedVersion } from "../model/feed-version.js";
import type { FeedWatcher } from "../live/feed-watcher.service.js";
import { FeedChange } from "./feed.schema.js";

export interface FeedSubscriptionDeps {
  reads: FeedReadService;
  watcher: FeedWatcher;
}

/** type-graphql hands these over without types: the arguments are checked by the schema, the context is our own. */
interface Subscribing {
  args: FeedChangedArgs;
  context: RequestContext;
}

async function watchFeed(
  deps: FeedSubscriptionDeps,
  { args, context }: Subscribing,
): Promise<AsyncIterable<FeedUpdate>> {
  const scope = scopeOf(context);
  const after = args.afterVersion ?? null;
  const issues = checkFeedVersion(after, ["afterVersion"]);
  if (issues.length > 0) throw badInput(issues);
  const open = await deps.reads.open(scope, args, []);
  return deps.watcher.watch({
    open,
    filter: readFilter(args.filter),
    after,
    drained: () => outletOf(context).drained(),
    mayRead: () => deps.reads.mayStillRead(scope, open),
  });
}

/** type-graphql calls `subscribe` without the resolver's instance, so the class is created around its dependencies. */
export function createFeedSubscriptionResolver(deps: FeedSubscriptionDeps): object {
  @Resolver()
  class FeedSubscriptionResolver {
    @Subscription(() => FeedChange, {
      description:
        "A feed's changes, in order and without a gap: answers once at once (maybe empty), replays what came after `afterVersion`, then goes live.",
      subscribe: (subscribing: Subscribing) => watchFeed(deps, subscribing),
    })
    feedChanged(@Root() update: FeedUpdate, @Args(() => FeedChangedArgs) _args: FeedChangedArgs): FeedChange {
      return toChange(update, deps.reads.readerOf(update.open, { row: update.row }));
    }
  }

  return new FeedSubscriptionResolver();
}
