import { Arg, Args, Ctx, Extensions, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { FeedVersionScalar, PageArgs, readNested } from "../../../platform/graphql/index.js";
import {
  cursorCodec,
  isStorableCount,
  readPage,
  toConnection,
  type ConnectionOf,
} from "../../../platform/paging/index.js";
import { scopeOf, type RequestContext } from "../../requests/index.js";
import { RecipientRefInput, type RecipientService } from "../../objects/index.js";
import { Recipient } from "../../users/index.js";
import { FeedFilterInput } from "./feed-filter.schema.js";
import { ALL_UNARCHIVED, type FeedFilter } from "../model/feed-filter.js";
import { type FeedItem, FeedItemConnection } from "./feed-item.schema.js";
import { MarkFeedInput, MarkFeedPayload, UndoMarkFeedInput, UndoMarkFeedPayload } from "./feed-marks.schema.js";
import { countsFor } from "../model/feed-counts.js";
import type { FeedMarkService } from "../marking/feed-mark.service.js";
import type { InTurn } from "../reading/feed-reader.service.js";
import type { FeedReadService } from "../reading/feed-read.service.js";
import type { PositionKey } from "../feed.repository.js";
import { Feed, FeedCounts, FilteredFeedCounts } from "./feed.schema.js";
import { encodeFeedVersion, EMPTY_FEED_VERSION } from "../model/feed-version.js";
import type { FeedRow } from "../feed-writer.repository.js";
import { toFeed, toItem } from "./feed-view.schema.js";

const positions = cursorCodec<PositionKey>(
  "feed",
  (value): value is PositionKey => value.length === 1 && isStorableCount(value[0]),
);

/** The filter with its defaults. */
export function readFilter(input: FeedFilterInput | null | undefined): FeedFilter {
  if (!input) return ALL_UNARCHIVED;
  return {
    isRead: input.isRead ?? null,
    isSeen: input.isSeen ?? null,
    archived: input.archived ?? "EXCLUDE",
    snoozed: input.snoozed ?? "EXCLUDE",
    pinned: input.pinned ?? "INCLUDE",
    workflowKeys: input.workflowKeys ?? null,
    categories: input.categories ?? null,
    hasTenant: input.hasTenant ?? null,
    data: input.data ?? null,
    createdFrom: input.createdFrom ?? null,
    createdBefore: input.createdBefore ?? null,
  };
}

export interface FeedResolverDeps {
  reads: FeedReadService;
  marks: FeedMarkService;
  recipients: RecipientService;
}

@Resolver(() => Feed)
export class FeedResolver {
  readonly #deps: FeedResolverDeps;

  constructor(deps: FeedResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => Feed, {
    nullable: true,
    description: "A recipient's in-app feed; empty, not null, for a recipient never heard of.",
  })
  async feed(
    @Ctx() context: RequestContext,
    @Arg("recipient", () => RecipientRefInput, {
      nullable: true,
      description: "Whose feed; left out, the user token's user (an error with a secret key).",
    })
    recipient: RecipientRefInput | null | undefined,
    @Arg("channelKey", () => String, {
      nullable: true,
      description: "Which in-app channel; left out, the environment's default one.",
    })
    channelKey: string | null | undefined,
    @Arg("tenantId", () => ID, {
      nullable: true,
      description: "Only this tenant's items and those without a tenant; the counts follow.",
    })
    tenantId: string | null | undefined,
  ): Promise<Feed> {
    const open = await this.#deps.reads.open(scopeOf(context), { recipient, channelKey, tenantId }, []);
    return toFeed(this.#deps.reads.readerOf(open, { inTurn: inTurnOf(context) }));
  }

  @FieldResolver(() => FeedCounts, {
    description: "Exact counts of what is not archived; they follow the tenant, not an item filter.",
  })
  counts(@Root() feed: Feed): FeedCounts | Promise<FeedCounts> {
    const { tenantId } = feed.reader.open;
    return withRow(feed, (row) => {
      const [total, unread, unseen] = row ? countsFor(row, tenantId) : [0, 0, 0];
      return Object.assign(new FeedCounts(), { total, unread, unseen });
    });
  }

  // Reading 10,000 rows takes about as long as creating 500 objects.
  @Extensions({ cost: 500 })
  @FieldResolver(() => FilteredFeedCounts, {
    description:
      "The number of items that match a filter, counted on request among the newest 10,000 items of the feed. The counts are of the same moment as `version` and the items in the same request.",
  })
  async filteredCounts(
    @Root() feed: Feed,
    @Arg("filter", () => FeedFilterInput, { description: "Selects items." }) filter: FeedFilterInput,
  ): Promise<FilteredFeedCounts> {
    const { counts, isExact } = await feed.reader.counts(readFilter(filter));
    const [total, unread, unseen] = counts;
    return Object.assign(new FilteredFeedCounts(), { total, unread, unseen, isExact });
  }

  @FieldResolver(() => FeedVersionScalar, {
    description: "Position read before the items, so that resuming after it may repeat a change but never miss one.",
  })
  version(@Root() feed: Feed): string | Promise<string> {
    return withRow(feed, (row) => encodeFeedVersion(row ?? EMPTY_FEED_VERSION));
  }

  @FieldResolver(() => Recipient, { nullable: true, description: "Whose it is." })
  recipient(@Root() feed: Feed, @Ctx() context: RequestContext): Promise<Recipient | null> {
    return this.#deps.recipients.show(context, feed.reader.open.key.recipientKey);
  }

  @FieldResolver(() => FeedItemConnection, {
    description: "Its items, newest first by position, which never changes; cursors outlive their item.",
  })
  async items(
    @Root() feed: Feed,
    @Arg("filter", () => FeedFilterInput, {
      nullable: true,
      description: "Which items; left out, all that are not archived.",
    })
    filter: FeedFilterInput | null | undefined,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<FeedItem>> {
    const page = readPage(args, positions);
    const { row: feedRow, items, stoppedAt } = await feed.reader.page(readFilter(filter), page);
    const place = { epoch: (feedRow ?? EMPTY_FEED_VERSION).epoch, channelKey: feed.reader.open.channelKey };
    return toConnection(page, items, {
      node: (row) => toItem(row, place),
      key: (row): PositionKey => [row.position],
      codec: positions,
      stoppedAt,
    });
  }

  @Mutation(() => MarkFeedPayload, { nullable: true, description: "Marks every matching item of a feed at once." })
  async markFeed(
    @Ctx() context: RequestContext,
    @Arg("input", () => MarkFeedInput, { description: "Which feed, and how." }) input: MarkFeedInput,
  ): Promise<MarkFeedPayload> {
    const open = await this.#deps.reads.open(scopeOf(context), input, [], true);
    const marking = { mark: input.mark, filter: readFilter(input.filter), upToVersion: input.upToVersion ?? null };
    const marked = await this.#deps.marks.markFeed(open, marking);
    const reader = this.#deps.reads.readerOf(open, { inTurn: inTurnOf(context) });
    return Object.assign(new MarkFeedPayload(), { feed: toFeed(reader), ...marked });
  }

  @Mutation(() => UndoMarkFeedPayload, {
    nullable: true,
    description:
      "Undoes a `markFeed` that set something (SEEN, READ, INTERACTED, ARCHIVED), for any number of items. Items that had the mark before keep it, and items that the reader has acted on since stay read. A repeated call, or one for a mark that cleared something, changes nothing.",
  })
  async undoMarkFeed(
    @Ctx() context: RequestContext,
    @Arg("input", () => UndoMarkFeedInput, { description: "The feed, and the mark to undo." }) input: UndoMarkFeedInput,
  ): Promise<UndoMarkFeedPayload> {
    const open = await this.#deps.reads.open(scopeOf(context), input, [], true);
    const changedCount = await this.#deps.marks.undoMarkFeed(open, input.markedAt);
    const reader = this.#deps.reads.readerOf(open, { inTurn: inTurnOf(context) });
    return Object.assign(new UndoMarkFeedPayload(), { feed: toFeed(reader), changedCount });
  }
}

function inTurnOf(context: RequestContext): InTurn {
  return (read) => readNested(context, read);
}

/** At once where the row is known, so that GraphQL need not wait. */
function withRow<T>(feed: Feed, read: (row: FeedRow | null) => T): T | Promise<T> {
  const row = feed.reader.row();
  return row instanceof Promise ? row.then(read) : read(row);
}
