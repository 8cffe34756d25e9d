import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import {
  cursorCodec,
  PageArgs,
  readPage,
  toConnection,
  type ConnectionOf,
  type Page,
} from "../../platform/graphql/index.js";
import { encodeBase32, uuidId, uuidToBytes } from "../../platform/ids/index.js";
import type { JsonObject } from "../../platform/json.js";
import { loaderOf, scopeOf, type RequestContext } from "../accounts/index.js";
import { Message } from "../messages/index.js";
import type { RecipientService } from "../objects/index.js";
import { Tenant, toTenant, type TenantService } from "../tenants/index.js";
import { Recipient } from "../users/index.js";
import { Activity, ActivityConnection } from "./activity.schema.js";
import { FeedItem } from "./feed-item.schema.js";
import type { FeedReadService } from "./feed-read.service.js";

type OrdinalKey = [ordinal: number];

const ordinals = cursorCodec<OrdinalKey>(
  "activities",
  (value): value is OrdinalKey => value.length === 1 && Number.isSafeInteger(value[0]),
);
const TENANTS = { loader: "tenants of messages" };

@Resolver(() => Message)
export class MessageResolver {
  readonly #recipients: RecipientService;
  readonly #tenants: TenantService;

  constructor(recipients: RecipientService, tenants: TenantService) {
    this.#recipients = recipients;
    this.#tenants = tenants;
  }

  @FieldResolver(() => Recipient, { nullable: true, description: "Whom it is for; null if deleted." })
  recipient(@Root() message: FeedItem, @Ctx() context: RequestContext): Promise<Recipient | null> {
    return this.#recipients.load(context, message.row.recipient_key);
  }

  @FieldResolver(() => Tenant, { nullable: true, description: "The tenant it belongs to." })
  async tenant(@Root() message: FeedItem, @Ctx() context: RequestContext): Promise<Tenant | null> {
    const { tenant_id } = message.row;
    if (tenant_id === null) return null;
    const scope = scopeOf(context);
    const row = await loaderOf(context, TENANTS, (ids) => this.#tenants.load(scope, ids)).load(tenant_id);
    return row && toTenant(scope, row);
  }
}

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
    const found = await Promise.all(item.row.actor_keys.map((key) => this.#recipients.load(context, key)));
    return found.filter((actor) => actor !== null);
  }

  @FieldResolver(() => ActivityConnection, { description: "What was batched into it, oldest first." })
  async activities(
    @Root() item: FeedItem,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionOf<Activity>> {
    const page = readPage(args, ordinals);
    const rows = await this.#activityRows(item, page, scopeOf(context).environmentId);
    const shown = item.row.feed_data ?? [];
    return toConnection(page, rows, {
      node: (row) =>
        Object.assign(new Activity(), {
          id: activityId(item.row.lane, row.trigger_id),
          data: Object.fromEntries(Object.entries(row.data).filter(([key]) => shown.includes(key))),
          createdAt: row.created_at,
          actorKey: row.actor_key,
        }),
      key: (row): OrdinalKey => [row.ordinal],
      codec: ordinals,
    });
  }

  /** Without a batch, the trigger itself is the one activity. */
  async #activityRows(item: FeedItem, page: Page<OrdinalKey>, environmentId: number): Promise<ActivityRow[]> {
    const { row } = item;
    if (row.batch_id !== null)
      return this.#reads.activities(environmentId, { lane: row.lane, batchId: row.batch_id }, page);
    const isOutside = (page.after !== null && page.after[0] >= 1) || (page.before !== null && page.before[0] <= 1);
    if (isOutside) return [];
    const actor_key = row.actor_keys[0] ?? null;
    return [{ ordinal: 1, trigger_id: row.trigger_id, actor_key, data: row.data, created_at: row.created_at }];
  }
}

interface ActivityRow {
  ordinal: number;
  trigger_id: string;
  actor_key: string | null;
  data: JsonObject;
  created_at: Date;
}

@Resolver(() => Activity)
export class ActivityResolver {
  readonly #recipients: RecipientService;

  constructor(recipients: RecipientService) {
    this.#recipients = recipients;
  }

  @FieldResolver(() => Recipient, { nullable: true, description: "Who did it." })
  async actor(@Root() activity: Activity, @Ctx() context: RequestContext): Promise<Recipient | null> {
    return activity.actorKey === null ? null : this.#recipients.load(context, activity.actorKey);
  }
}

/** One activity per trigger and lane: a recipient is told of a trigger once. */
function activityId(lane: number, triggerId: string): string {
  return `${uuidId("activity", triggerId)}${encodeBase32(uuidToBytes(lane.toString(16).padStart(2, "0")))}`;
}
