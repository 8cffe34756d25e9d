import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import {
  FeedVersionScalar,
  PageArgs,
  cursorCodec,
  readPage,
  toConnection,
  type ConnectionOf,
} from "../../platform/graphql/index.js";
import { scopeOf, type RequestContext } from "../accounts/index.js";
import { MarkMessagesInput, type Message } from "../messages/index.js";
import { RecipientRefInput, type RecipientService } from "../objects/index.js";
import { Recipient } from "../users/index.js";
import { FeedFilterInput } from "./feed-filter.schema.js";
import { ALL_UNARCHIVED, type FeedFilter } from "./feed-filter.js";
import { type FeedItem, FeedItemConnection } from "./feed-item.schema.js";
import { MarkFeedInput, MarkFeedPayload, MarkMessagesPayload } from "./feed-marks.schema.js";
import { countsFor } from "./feed-counts.js";
import { canonicalMessageId, type FeedMarkService } from "./feed-mark.service.js";
import type { FeedReadService } from "./feed-read.service.js";
import type { PositionKey } from "./feed.repository.js";
import { Feed, FeedCounts } from "./feed.schema.js";
import { encodeFeedVersion, NOWHERE } from "./feed-version.js";
import type { FeedRow } from "./feed-writer.repository.js";
import { toFeed, toItem } from "./feed-view.schema.js";

const positions = cursorCodec<PositionKey>(
  "feed",
  (value): value is PositionKey => value.length === 1 && Number.isSafeInteger(value[0]),
);

/** The filter with its defaults. */
export function readFilter(input: FeedFilterInput | null | undefined): FeedFilter {
  if (!input) return ALL_UNARCHIVED;
  return {
    isRead: input.isRead ?? null,
    isSeen: input.isSeen ?? null,
    archived: input.archived ?? "EXCLUDE",
    workflowKeys: input.workflowKeys ?? null,
    categories: input.categories ?? null,
    hasTenant: input.hasTenant ?? null,
    data: input.data ?? null,
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
    return toFeed(this.#deps.reads.look(open));
  }

  @FieldResolver(() => FeedCounts, {
    description: "Exact counts of what is not archived; they follow the tenant, not an item filter.",
  })
  counts(@Root() feed: Feed): FeedCounts | Promise<FeedCounts> {
    const { tenantId } = feed.look.open;
    return withRow(feed, (row) => {
      const [total, unread, unseen] = row ? countsFor(row, tenantId) : [0, 0, 0];
      return Object.assign(new FeedCounts(), { total, unread, unseen });
    });
  }

  @FieldResolver(() => FeedVersionScalar, {
    description: "Position read before the items, so that resuming after it may repeat a change but never miss one.",
  })
  version(@Root() feed: Feed): string | Promise<string> {
    return withRow(feed, (row) => encodeFeedVersion(row ?? NOWHERE));
  }

  @FieldResolver(() => Recipient, { nullable: true, description: "Whose it is." })
  recipient(@Root() feed: Feed, @Ctx() context: RequestContext): Promise<Recipient | null> {
    return this.#deps.recipients.load(context, feed.look.open.key.recipientKey);
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
    const { row: feedRow, items } = await feed.look.page(readFilter(filter), page);
    const place = { epoch: (feedRow ?? NOWHERE).epoch, channelKey: feed.look.open.channelKey };
    return toConnection(page, items, {
      node: (row) => toItem(row, place),
      key: (row): PositionKey => [row.position],
      codec: positions,
    });
  }

  @Mutation(() => MarkMessagesPayload, { nullable: true, description: "Marks messages, in app or not, by id." })
  async markMessages(
    @Ctx() context: RequestContext,
    @Arg("input", () => MarkMessagesInput, { description: "Which, and how." }) input: MarkMessagesInput,
  ): Promise<MarkMessagesPayload> {
    const scope = scopeOf(context);
    const { reads, marks } = this.#deps;
    const marked = await marks.markMessages(scope, input);
    const found = await reads.around(scope, marked.messages, marked.feeds);
    const messages: Message[] = [];
    const missingIds: string[] = [];
    for (const id of input.ids) {
      const each = found.get(canonicalMessageId(id) ?? "");
      if (each) messages.push(toItem(each.row, each));
      else missingIds.push(id);
    }
    return Object.assign(new MarkMessagesPayload(), {
      messages,
      feeds: (await reads.looksAt(scope, marked.feeds)).map(toFeed),
      missingIds,
    });
  }

  @Mutation(() => MarkFeedPayload, { nullable: true, description: "Marks every matching item of a feed at once." })
  async markFeed(
    @Ctx() context: RequestContext,
    @Arg("input", () => MarkFeedInput, { description: "Which feed, and how." }) input: MarkFeedInput,
  ): Promise<MarkFeedPayload> {
    const open = await this.#deps.reads.open(scopeOf(context), input, ["input"], true);
    const marking = { mark: input.mark, filter: readFilter(input.filter), upToVersion: input.upToVersion ?? null };
    const changedCount = await this.#deps.marks.markFeed(open, marking);
    return Object.assign(new MarkFeedPayload(), { feed: toFeed(this.#deps.reads.look(open)), changedCount });
  }
}

/** At once where the row is known, so that GraphQL need not wait. */
function withRow<T>(feed: Feed, read: (row: FeedRow | null) => T): T | Promise<T> {
  const row = feed.look.row();
  return row instanceof Promise ? row.then(read) : read(row);
}
