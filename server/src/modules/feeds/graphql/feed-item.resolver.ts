import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { PageArgs } from "../../../platform/graphql/index.js";
import {
  cursorCodec,
  isStorableInt,
  readPage,
  toConnection,
  type ConnectionOf,
  type Page,
} from "../../../platform/paging/index.js";
import { loaderOf, scopeOf, type RequestContext } from "../../requests/index.js";
import type { RecipientService } from "../../objects/index.js";
import { Recipient } from "../../users/index.js";
import { Activity, ActivityConnection } from "./activity.schema.js";
import { FeedItem } from "./feed-item.schema.js";
import { toActivity } from "./feed-view.schema.js";
import { batchName } from "../model/feed-key.js";
import type { ActivityRow } from "../model/item-row.js";
import { soleActivity } from "../model/item-row.js";
import type { FeedReadService } from "../reading/feed-read.service.js";

type OrdinalKey = [ordinal: number];

const ordinals = cursorCodec<OrdinalKey>(
  "activities",
  (value): value is OrdinalKey => value.length === 1 && isStorableInt(value[0]),
);

@Resolver(() => FeedItem)
export class FeedItemResolver {
  readonly #recipients: RecipientService;
  readonly #reads: FeedReadService;

  constructor(recipients: RecipientService, reads: FeedReadService) {
    this.#recipients = recipients;
    this.#reads = reads;
  }

  @FieldResolver(() => [Recipient], {
    nullable: true,
    description: "Who did it, latest first, at most 10; null if they could not be loaded.",
  })
  async actors(@Root() item: FeedItem, @Ctx() context: RequestContext): Promise<Recipient[]> {
    return Promise.all(item.row.actor_keys.map((key) => this.#recipients.show(context, key)));
  }

  @FieldResolver(() => ActivityConnection, { description: "What was batched into it, oldest first." })
  async activities(
    @Root() item: FeedItem,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionOf<Activity>> {
    const page = readPage(args, ordinals);
    const rows = await this.#activityRows(item, page, context);
    return toConnection(page, rows, {
      node: (row) => toActivity(row, item.row.feed_data),
      key: (row): OrdinalKey => [row.ordinal],
      codec: ordinals,
    });
  }

  /** The batches of all items of one request are read together. */
  async #activityRows(
    { row }: FeedItem,
    page: Page<OrdinalKey>,
    context: RequestContext,
  ): Promise<readonly ActivityRow[]> {
    if (row.batch_id === null) {
      const isOutside = (page.after !== null && page.after[0] >= 1) || (page.before !== null && page.before[0] <= 1);
      return isOutside ? [] : [soleActivity(row)];
    }
    const loader = loaderOf(context, `activities ${JSON.stringify(page)}`, (keys) =>
      this.#reads.activities(scopeOf(context), keys, page),
    );
    const rows = await loader.load(batchName(row.lane, row.batch_id));
    return rows ?? [];
  }
}

@Resolver(() => Activity)
export class ActivityResolver {
  readonly #recipients: RecipientService;

  constructor(recipients: RecipientService) {
    this.#recipients = recipients;
  }

  @FieldResolver(() => Recipient, { nullable: true, description: "Who did it." })
  async actor(@Root() activity: Activity, @Ctx() context: RequestContext): Promise<Recipient | null> {
    return activity.actorKey === null ? null : this.#recipients.show(context, activity.actorKey);
  }
}
