import { AppError, badInput } from "../../platform/errors/index.js";
import type { Page } from "../../platform/graphql/index.js";
import { isObjectKey, messageId, parseMessageId, parseNamedId, userKey } from "../../platform/ids/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { actingUserId, isSecret, type Scope } from "../accounts/index.js";
import type { ChannelService } from "../channels/index.js";
import { parseRecipientRef, type RecipientRefInput } from "../objects/index.js";
import type { SubscriptionService } from "../subscriptions/index.js";
import type { FeedFilter } from "./feed-filter.js";
import type { OpenFeed } from "./feed-key.js";
import type { FeedRepository, PositionKey } from "./feed.repository.js";
import type { ItemRow } from "./item-row.js";
import type { FeedRow } from "./feed-writer.repository.js";

export interface FeedRef {
  recipient?: RecipientRefInput | null;
  channelKey?: string | null;
  tenantId?: string | null;
}

export interface FeedReadDeps {
  feeds: FeedRepository;
  channels: ChannelService;
  subscriptions: SubscriptionService;
}

/** A feed as it stands; null: nothing ever arrived. */
export interface FeedState {
  open: OpenFeed;
  row: FeedRow | null;
}

/** Reads feeds, for those who may. */
export class FeedReadService {
  readonly #runtime: Runtime;
  readonly #deps: FeedReadDeps;

  constructor(runtime: Runtime, deps: FeedReadDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** The feed that a call names, if this caller may read it; `isWrite` asks whether it may mark it. */
  async open(scope: Scope, ref: FeedRef, path: string[], isWrite = false): Promise<OpenFeed> {
    const recipientKey = recipientOf(scope, ref, path);
    await this.#authorise(scope, recipientKey, isWrite);
    const channel = await this.#deps.channels.inApp(scope.environmentId, ref.channelKey, [...path, "channelKey"]);
    const key = { environmentId: scope.environmentId, recipientKey, channelId: channel.id };
    return { key, channelKey: channel.key, tenantId: ref.tenantId ?? null };
  }

  async #authorise(scope: Scope, recipientKey: string, isWrite: boolean): Promise<void> {
    if (isSecret(scope)) return;
    const own = userKey(actingUserId(scope) ?? "");
    if (recipientKey === own) return;
    const isReadable =
      !isWrite && isObjectKey(recipientKey) && (await this.#deps.subscriptions.isSubscribed(scope, recipientKey, own));
    if (!isReadable)
      throw new AppError(
        "FORBIDDEN",
        "A user token opens its own feed, and may read that of an object it is subscribed to.",
      );
  }

  async read(open: OpenFeed): Promise<FeedState> {
    return { open, row: await this.#deps.feeds.row(this.#runtime.database, open.key) };
  }

  page(open: OpenFeed, filter: FeedFilter, page: Page<PositionKey>): Promise<ItemRow[]> {
    return this.#deps.feeds.page(this.#runtime.database, open.key, { filter, tenantId: open.tenantId }, page);
  }

  activities(
    environmentId: number,
    item: { lane: number; batchId: string },
    page: Page<[number]>,
  ): ReturnType<FeedRepository["activities"]> {
    return this.#deps.feeds.activities(this.#runtime.database, environmentId, item, page);
  }

  /** Messages by id that this caller may see, with their feed's epoch. */
  async messages(scope: Scope, ids: readonly string[]): Promise<Map<string, { row: ItemRow; epoch: number }>> {
    const keys = ids.map(parseMessageId).filter((key) => key !== null);
    const rows =
      keys.length > 0 ? await this.#deps.feeds.byMessageKeys(this.#runtime.database, scope.environmentId, keys) : [];
    const found = new Map<string, { row: ItemRow; epoch: number }>();
    const own = isSecret(scope) ? null : userKey(actingUserId(scope) ?? "");
    for (const row of rows) {
      if (own !== null && row.recipient_key !== own) continue;
      const key = { environmentId: scope.environmentId, recipientKey: row.recipient_key, channelId: row.channel_id };
      const feed = await this.#deps.feeds.row(this.#runtime.database, key);
      found.set(messageId({ lane: row.lane, runId: row.run_id, ordinal: row.ordinal }), {
        row,
        epoch: feed?.epoch ?? 0,
      });
    }
    return found;
  }

  /** The feed that a message lies in, as its reader sees it outside any tenant. */
  async feedOf(scope: Scope, row: ItemRow): Promise<FeedState> {
    const key = { environmentId: scope.environmentId, recipientKey: row.recipient_key, channelId: row.channel_id };
    const channels = await this.#deps.channels.allOf(scope.environmentId);
    const channelKey = channels.find((channel) => channel.id === row.channel_id)?.key ?? "";
    return this.read({ key, channelKey, tenantId: null });
  }

  async byNodeId(scope: Scope, id: string): Promise<FeedState | null> {
    const parts = parseNamedId("feed", scope.environmentId, id);
    const [recipientKey, channelKey, tenantId] = parts ?? [];
    if (recipientKey == null || channelKey == null) return null;
    try {
      await this.#authorise(scope, recipientKey, false);
      const channel = await this.#deps.channels.inApp(scope.environmentId, channelKey, []);
      const key = { environmentId: scope.environmentId, recipientKey, channelId: channel.id };
      return await this.read({ key, channelKey, tenantId: tenantId ?? null });
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  }
}

function recipientOf(scope: Scope, ref: FeedRef, path: string[]): string {
  if (ref.recipient) {
    const parsed = parseRecipientRef(ref.recipient, [...path, "recipient"]);
    if (!parsed.ok) throw badInput(parsed.issues);
    return parsed.value;
  }
  const userId = actingUserId(scope);
  if (userId !== null) return userKey(userId);
  throw badInput([{ path: [...path, "recipient"], code: "required", message: "With a secret key, say whose feed." }]);
}
