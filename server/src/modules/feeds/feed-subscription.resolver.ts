import { Arg, ID, Resolver, Root, Subscription } from "type-graphql";
import { FeedVersionScalar, outletOf } from "../../platform/graphql/index.js";
import { scopeOf, type RequestContext } from "../accounts/index.js";
import { RecipientRefInput } from "../objects/index.js";
import { FeedFilterInput } from "./feed-filter.schema.js";
import { readFilter } from "./feed.resolver.js";
import type { FeedReadService } from "./feed-read.service.js";
import type { FeedWatcher } from "./feed-watcher.service.js";
import { FeedChange } from "./feed.schema.js";

export interface FeedSubscriptionDeps {
  reads: FeedReadService;
  watcher: FeedWatcher;
}

interface FeedChangedArgs {
  recipient?: RecipientRefInput | null;
  channelKey?: string | null;
  tenantId?: string | null;
  filter?: FeedFilterInput | null;
  afterVersion?: string | null;
}

async function watchFeed(
  deps: FeedSubscriptionDeps,
  args: FeedChangedArgs,
  context: RequestContext,
): Promise<AsyncIterable<FeedChange>> {
  const open = await deps.reads.open(scopeOf(context), args, []);
  const drained = (): Promise<void> => outletOf(context).drained();
  return deps.watcher.watch({ open, filter: readFilter(args.filter), after: args.afterVersion ?? null, drained });
}

/** type-graphql calls `subscribe` without the resolver's instance, so the class is made around what it needs. */
export function createFeedSubscriptionResolver(deps: FeedSubscriptionDeps): object {
  @Resolver()
  class FeedSubscriptionResolver {
    @Subscription(() => FeedChange, {
      description:
        "A feed's changes, in order and without a gap: answers once at once (maybe empty), replays what came after `afterVersion`, then goes live.",
      subscribe: ({ args, context }) => watchFeed(deps, args, context),
    })
    feedChanged(
      @Root() change: FeedChange,
      @Arg("recipient", () => RecipientRefInput, { nullable: true, description: "As in `Query.feed`." })
      _recipient: RecipientRefInput | null | undefined,
      @Arg("channelKey", () => String, { nullable: true, description: "As in `Query.feed`." })
      _channelKey: string | null | undefined,
      @Arg("tenantId", () => ID, { nullable: true, description: "As in `Query.feed`." })
      _tenantId: string | null | undefined,
      @Arg("filter", () => FeedFilterInput, {
        nullable: true,
        description: "Must equal the filter of the page you hold; to change it, ask for a page again.",
      })
      _filter: FeedFilterInput | null | undefined,
      @Arg("afterVersion", () => FeedVersionScalar, {
        nullable: true,
        description: "`Feed.version` of what you hold; left out, only what comes from now on.",
      })
      _afterVersion: string | null | undefined,
    ): FeedChange {
      return change;
    }
  }

  return new FeedSubscriptionResolver();
}
