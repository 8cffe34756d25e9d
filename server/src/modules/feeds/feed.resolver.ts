import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { PageArgs, cursorCodec, readPage, toConnection, type ConnectionOf } from "../../platform/graphql/index.js";
import { scopeOf, type RequestContext } from "../accounts/index.js";
import { MarkMessagesInput, type Message } from "../messages/index.js";
import { RecipientRefInput, type RecipientService } from "../objects/index.js";
import { Recipient } from "../users/index.js";
import { FeedFilterInput } from "./feed-filter.schema.js";
import { ALL_UNARCHIVED, type FeedFilter } from "./feed-filter.js";
import { type FeedItem, FeedItemConnection } from "./feed-item.schema.js";
import { MarkFeedInput, MarkFeedPayload, MarkMessagesPayload } from "./feed-marks.schema.js";
import { canonicalMessageId, type FeedMarkService } from "./feed-mark.service.js";
import type { FeedReadService } from "./feed-read.service.js";
import type { PositionKey } from "./feed.repository.js";
import { Feed } from "./feed.schema.js";
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
    return toFeed(await this.#deps.reads.read(open));
  }

  @FieldResolver(() => Recipient, { nullable: true, description: "Whose it is." })
  recipient(@Root() feed: Feed, @Ctx() context: RequestContext): Promise<Recipient | null> {
    return this.#deps.recipients.load(context, feed.open.key.recipientKey);
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
    const rows = await this.#deps.reads.page(feed.open, readFilter(filter), page);
    return toConnection(page, rows, {
      node: (row) => toItem(row, { epoch: feed.epoch, channelKey: feed.open.channelKey }),
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
    await this.#deps.marks.markMessages(scope, input);
    const found = await this.#deps.reads.messages(scope, input.ids);
    const messages: Message[] = [];
    const missingIds: string[] = [];
    const feeds = new Map<string, Feed>();
    for (const id of input.ids) {
      const each = found.get(canonicalMessageId(id) ?? "");
      if (!each) {
        missingIds.push(id);
        continue;
      }
      const feed = toFeed(await this.#deps.reads.feedOf(scope, each.row));
      feeds.set(feed.id, feed);
      messages.push(toItem(each.row, { epoch: each.epoch, channelKey: feed.channelKey }));
    }
    return Object.assign(new MarkMessagesPayload(), { messages, feeds: [...feeds.values()], missingIds });
  }

  @Mutation(() => MarkFeedPayload, { nullable: true, description: "Marks every matching item of a feed at once." })
  async markFeed(
    @Ctx() context: RequestContext,
    @Arg("input", () => MarkFeedInput, { description: "Which feed, and how." }) input: MarkFeedInput,
  ): Promise<MarkFeedPayload> {
    const open = await this.#deps.reads.open(scopeOf(context), input, ["input"], true);
    const marking = { mark: input.mark, filter: readFilter(input.filter), upToVersion: input.upToVersion ?? null };
    const changedCount = await this.#deps.marks.markFeed(open, marking);
    return Object.assign(new MarkFeedPayload(), { feed: toFeed(await this.#deps.reads.read(open)), changedCount });
  }
}
