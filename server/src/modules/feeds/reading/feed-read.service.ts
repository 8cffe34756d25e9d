import { AppError, badInput, checkId } from "../../../platform/errors/index.js";
import type { Page } from "../../../platform/paging/index.js";
import { parseNamedId, userKey, type LaneId } from "../../identifiers/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { actingUserId, type Scope } from "../../requests/index.js";
import type { ChannelService } from "../../channels/index.js";
import { parseRecipientRef, type RecipientRefInput } from "../../objects/index.js";
import { batchName, feedName, readBatchName, type FeedKey, type OpenFeed } from "../model/feed-key.js";
import { FeedReader, type InTurn, type FeedReaderOptions } from "./feed-reader.service.js";
import type { FeedRepository } from "../feed.repository.js";
import type { MessageRepository, RecipientAccess } from "../../messages/index.js";
import type { MessageRow } from "../../messages/pure.js";
import { type ActivityRow, soleActivity, type Shown } from "../model/item-row.js";
import { EMPTY_FEED_VERSION } from "../model/feed-version.js";
import type { FeedRow } from "../feed-writer.repository.js";

export interface FeedRef {
  recipient?: RecipientRefInput | null;
  channelKey?: string | null;
  tenantId?: string | null;
}

export interface FeedReadDeps {
  messages: MessageRepository;
  feeds: FeedRepository;
  channels: ChannelService;
  access: RecipientAccess;
}

/** An item of a feed, with the key of its channel and the epoch of its feed. */
export interface PlacedItem {
  row: MessageRow;
  channelKey: string;
  epoch: number;
}

/** Reads feeds, and checks that the caller may. */
export class FeedReadService {
  readonly #runtime: Runtime;
  readonly #deps: FeedReadDeps;

  constructor(runtime: Runtime, deps: FeedReadDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** The feed that a call names, if the caller may read it; with `isWrite`, if the caller may mark it. */
  async open(scope: Scope, ref: FeedRef, path: string[], isWrite = false): Promise<OpenFeed> {
    const recipientKey = recipientOf(scope, ref, path);
    const issues = ref.tenantId == null ? [] : checkId(ref.tenantId, [...path, "tenantId"]);
    if (issues.length > 0) throw badInput(issues);
    await this.#authorise(scope, recipientKey, isWrite);
    const channel = await this.#deps.channels.inApp(scope.environmentId, ref.channelKey, [...path, "channelKey"]);
    const key = { environmentId: scope.environmentId, recipientKey, channelId: channel.id };
    return { key, channelKey: channel.key, tenantId: ref.tenantId ?? null };
  }

  async #authorise(scope: Scope, recipientKey: string, isWrite: boolean): Promise<void> {
    const { access } = this.#deps;
    const keys = new Set([recipientKey]);
    const readable = isWrite ? access.own(scope, keys) : await access.readable(scope, keys);
    if (!readable.has(recipientKey))
      throw new AppError(
        "FORBIDDEN",
        "A user token opens its own feed, and may read that of an object it is subscribed to.",
      );
  }

  /** Whether a caller may still read an open feed: a user's own feed always, an object's while subscribed. */
  async mayStillRead(scope: Scope, { key }: OpenFeed): Promise<boolean> {
    return (await this.#deps.access.readable(scope, new Set([key.recipientKey]))).has(key.recipientKey);
  }

  /** A feed to be read when its fields are asked for. */
  readerOf(open: OpenFeed, options: FeedReaderOptions = {}): FeedReader {
    return new FeedReader(this.#runtime, this.#deps.feeds, open, options);
  }

  /** The same page of activities of many batches, by the names of the batches. */
  async activities(
    { environmentId }: Scope,
    batchNames: readonly string[],
    page: Page<[ordinal: number]>,
  ): Promise<Map<string, ActivityRow[]>> {
    const batches = batchNames.map(readBatchName);
    const found = new Map<string, ActivityRow[]>(batchNames.map((name) => [name, []]));
    const rows = await this.#deps.feeds.activities(this.#runtime.database, environmentId, batches, page);
    for (const row of rows) found.get(batchName(row.lane, row.batch_id))?.push(row);
    return found;
  }

  /** Activities by their runs, if the caller may read the feed that contains them. */
  async activitiesByRuns(scope: Scope, runs: readonly LaneId[]): Promise<(ActivityRow & Shown)[]> {
    const { database } = this.#runtime;
    const batched = await this.#deps.feeds.activitiesByRuns(database, scope.environmentId, runs);
    const keys = runs.map((run) => ({ lane: run.lane, runId: run.uuid, ordinal: 1 }));
    const single = await this.#deps.messages.byKeys(database, scope.environmentId, keys);
    const found = [...batched, ...single.filter((row) => row.batch_id === null).map(soleActivity)];
    const readable = await this.#deps.access.readable(scope, new Set(found.map((row) => row.recipient_key)));
    return found.filter((row) => readable.has(row.recipient_key));
  }

  /** The epochs of the feeds that messages belong to, in the order given. */
  async epochs(scope: Scope, rows: readonly MessageRow[]): Promise<number[]> {
    const keys = rows.map((row) => keyOf(scope, row));
    return epochsIn(scope, rows, await this.#deps.feeds.rows(this.#runtime.database, scope.environmentId, keys));
  }

  /** Items of feeds whose rows are known, in the given order. */
  async placed(scope: Scope, rows: readonly MessageRow[], feeds: readonly FeedRow[]): Promise<PlacedItem[]> {
    const channelKeys = await this.#channelKeys(scope);
    const epochs = epochsIn(scope, rows, feeds);
    return rows.map((row, index) => {
      const channelKey = channelKeys.get(row.channel_id) ?? "";
      return { row, channelKey, epoch: epochs[index] ?? EMPTY_FEED_VERSION.epoch };
    });
  }

  /** Readers of feeds whose rows are known, without a tenant. */
  async readersOf(scope: Scope, rows: readonly FeedRow[], inTurn: InTurn): Promise<FeedReader[]> {
    const channelKeys = await this.#channelKeys(scope);
    return rows.map((row) => {
      const channelKey = channelKeys.get(row.channel_id) ?? "";
      return this.readerOf({ key: keyOf(scope, row), channelKey, tenantId: null }, { row, inTurn });
    });
  }

  async #channelKeys({ environmentId }: Scope): Promise<Map<number, string>> {
    const channels = await this.#deps.channels.byNumbers(environmentId, []);
    return new Map([...channels.values()].map((channel) => [channel.id, channel.key]));
  }

  async byNodeId(scope: Scope, id: string): Promise<FeedReader | null> {
    const parts = parseNamedId("feed", scope.environmentId, id);
    const [recipientKey, channelKey, tenantId] = parts ?? [];
    if (recipientKey == null || channelKey == null) return null;
    try {
      await this.#authorise(scope, recipientKey, false);
      const channel = await this.#deps.channels.inApp(scope.environmentId, channelKey, []);
      const key = { environmentId: scope.environmentId, recipientKey, channelId: channel.id };
      return this.readerOf({ key, channelKey, tenantId: tenantId ?? null });
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  }
}

function epochsIn(scope: Scope, rows: readonly MessageRow[], feeds: readonly FeedRow[]): number[] {
  const epochs = new Map(feeds.map((feed) => [feedName(keyOf(scope, feed)), feed.epoch]));
  return rows.map((row) => epochs.get(feedName(keyOf(scope, row))) ?? EMPTY_FEED_VERSION.epoch);
}

function keyOf(scope: Scope, row: { recipient_key: string; channel_id: number }): FeedKey {
  return { environmentId: scope.environmentId, recipientKey: row.recipient_key, channelId: row.channel_id };
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
