import { ALL_UNARCHIVED, type FeedFilter } from "../../src/modules/feeds/model/feed-filter.js";
import { addCounts, type Counts } from "../../src/modules/feeds/model/feed-counts.js";
import { encodeFeedVersion, EMPTY_FEED_VERSION } from "../../src/modules/feeds/model/feed-version.js";
import { laneOfFeed, type FeedKey } from "../../src/modules/feeds/model/feed-key.js";
import type { NewMessage } from "../../src/modules/messages/index.js";
import type { FeedUpdate } from "../../src/modules/feeds/live/feed-subscriber.service.js";
import { toItem, type FeedItem } from "../../src/modules/feeds/index.js";
import type { FeedRef } from "../../src/modules/feeds/reading/feed-read.service.js";
import type { Scope } from "../../src/modules/requests/index.js";
import { messageId, parseMessageId } from "../../src/modules/identifiers/index.js";
import type { JsonObject } from "../../src/platform/json.js";
import { createModuleApi, type ModuleApi } from "./module-api.js";
import { waitUntil } from "./wait-until.js";

export interface Arrival {
  tenantId?: string | null;
  /** One of `FeedWorld.workflows`. Default: the first. */
  workflowKey?: string;
  data?: JsonObject;
  deliveryStatus?: "DELIVERED" | "NOT_SENT";
}

export interface FeedWorld extends ModuleApi {
  channelId: number;
  keyOf(recipientKey: string): FeedKey;
  /** Stores messages in a feed, as a fan-out does. Returns their ids, oldest first. */
  arrive(recipientKey: string, arrivals: readonly Arrival[], silently?: boolean): Promise<string[]>;
  /** A message of the first workflow, not stored yet. */
  newMessage(recipientKey: string): NewMessage;
  /** Subscribes to a feed until it is closed. */
  listen(scope: Scope, ref: FeedRef, options?: ListenOptions): Promise<Listener>;
  /** Counts computed from the rows, to compare with the stored counts. */
  recount(recipientKey: string): Promise<Recount>;
  /** Removes an item from a feed, as deleting a tenant does. */
  remove(recipientKey: string, id: string): Promise<void>;
}

export interface ListenOptions {
  filter?: Partial<FeedFilter>;
  after?: string | null;
  drained?: () => Promise<void>;
}

export interface Change {
  version: string;
  counts: { total: number; unread: number; unseen: number };
  items: FeedItem[];
  removedIds: readonly string[];
  isReset: boolean;
}

export interface Listener {
  changes: Change[];
  isOver: boolean;
  close(): Promise<void>;
}

export interface Recount {
  total: number;
  unread: number;
  unseen: number;
  tenants: { [tenantId: string]: [number, number, number] };
}

export interface WorkflowOfItems {
  key: string;
  categories?: string[];
  feedData?: string[];
}

/** The modules, with workflows whose messages a test stores in feeds by hand. */
export async function createFeedWorld(workflows: readonly WorkflowOfItems[] = [{ key: "plain" }]): Promise<FeedWorld> {
  const api = await createModuleApi();
  const { environmentId } = api.home;
  const channel = await api.modules.channels.inApp(environmentId, null, []);
  const versions = new Map<string, { versionId: number; workflowId: number }>();
  for (const workflow of workflows) versions.set(workflow.key, await addVersion(api, workflow));
  const keyOf = (recipientKey: string): FeedKey => ({ environmentId, recipientKey, channelId: channel.id });

  return Object.assign(api, {
    channelId: channel.id,
    keyOf,
    async arrive(recipientKey: string, arrivals: readonly Arrival[], silently = false) {
      const key = keyOf(recipientKey);
      const messages = arrivals.map((arrival) => {
        const version = versions.get(arrival.workflowKey ?? workflows[0]?.key ?? "");
        if (!version) throw new Error(`There is no workflow ${arrival.workflowKey}.`);
        return newMessage(api, key, { arrival, ...version });
      });
      await api.modules.messages.contents.ensure(messages.map((message) => contentOf(message)));
      const { store } = api.modules.messages;
      const afterCommit = await api.db.database.transaction((tx) => store.store(tx, { messages, contents: [] }));
      if (!silently) for (const effect of afterCommit) effect();
      return messages.map((message) => messageId(message));
    },
    newMessage(recipientKey: string) {
      const version = versions.get(workflows[0]?.key ?? "");
      if (!version) throw new Error("There is no workflow.");
      return newMessage(api, keyOf(recipientKey), { arrival: {}, ...version });
    },
    listen: (scope: Scope, ref: FeedRef, options: ListenOptions = {}) => listen(api, { scope, ref, options }),
    recount: (recipientKey: string) => recount(api, keyOf(recipientKey)),
    remove: (recipientKey: string, id: string) => remove(api, keyOf(recipientKey), id),
  });
}

async function addVersion(
  api: ModuleApi,
  workflow: WorkflowOfItems,
): Promise<{ versionId: number; workflowId: number }> {
  const { environmentId } = api.home;
  const at = new Date(api.runtime.clock.now());
  const [row] = await api.db.database.query<{ id: number }>(
    `insert into workflows (public_id, environment_id, key, created_at, updated_at) values ($1, $2, $3, $4, $4) returning id`,
    [api.runtime.newUuid(), environmentId, workflow.key, at],
  );
  const [version] = await api.db.database.query<{ id: number }>(
    `insert into workflow_versions (environment_id, workflow_id, number, document, created_at) values ($1, $2, 1, $3, $4) returning id`,
    [environmentId, row?.id, JSON.stringify({ name: workflow.key, steps: [], ...workflow }), at],
  );
  return { versionId: version?.id ?? 0, workflowId: row?.id ?? 0 };
}

function newMessage(
  api: ModuleApi,
  key: FeedKey,
  of: { arrival: Arrival; versionId: number; workflowId: number },
): NewMessage {
  const { newUuid, clock } = api.runtime;
  return {
    ...key,
    lane: laneOfFeed(key),
    runId: newUuid(),
    ordinal: 1,
    channelType: "IN_APP",
    triggerId: newUuid(),
    versionId: of.versionId,
    workflowId: of.workflowId,
    stepRef: "bell",
    tenantId: of.arrival.tenantId ?? null,
    deliveryStatus: of.arrival.deliveryStatus ?? "DELIVERED",
    contentId: newUuid(),
    content: null,
    address: null,
    expiresAt: null,
    supersedeKey: null,
    onUncertain: null,
    data: of.arrival.data ?? null,
    actorKeys: null,
    actorCount: 0,
    activityCount: 1,
    batchId: null,
    at: clock.now(),
  };
}

function contentOf(message: NewMessage): {
  environmentId: number;
  id: string;
  content: { type: "IN_APP"; blocks: [] };
  data: JsonObject;
  actorKeys: string[];
  at: number;
} {
  const { environmentId, contentId, at } = message;
  return {
    environmentId,
    id: contentId,
    content: { type: "IN_APP", blocks: [] },
    data: { from: "content" },
    actorKeys: [],
    at,
  };
}

async function listen(
  api: ModuleApi,
  { scope, ref, options }: { scope: Scope; ref: FeedRef; options: ListenOptions },
): Promise<Listener> {
  const { reads, watcher } = api.modules.feeds;
  const open = await reads.open(scope, ref, []);
  const iterator = watcher.watch({
    open,
    filter: { ...ALL_UNARCHIVED, ...options.filter },
    after: options.after ?? null,
    drained: options.drained ?? (() => Promise.resolve()),
    mayRead: () => reads.mayStillRead(scope, open),
  });
  const listener: Listener = { changes: [], isOver: false, close: async () => void (await iterator.return?.()) };
  void collect(iterator, listener);
  // A subscription without a version starts at its first answer. Changes before that answer are not sent.
  if (!options.after && !options.drained) await waitUntil(() => listener.changes.length > 0 || listener.isOver);
  return listener;
}

async function collect(iterator: AsyncIterable<FeedUpdate>, listener: Listener): Promise<void> {
  for await (const news of iterator) {
    const { row, removedIds, isReset } = news;
    const items = news.items.map((item) => toItem(item, { epoch: row?.epoch ?? 0, channelKey: "in-app" }));
    const { total, unread, unseen } = row ?? { total: 0, unread: 0, unseen: 0 };
    const version = encodeFeedVersion(row ?? EMPTY_FEED_VERSION);
    listener.changes.push({ version, counts: { total, unread, unseen }, items, removedIds, isReset });
  }
  listener.isOver = true;
}

async function recount(api: ModuleApi, key: FeedKey): Promise<Recount> {
  const rows = await api.db.database.query<{ tenant_id: string | null; total: number; unread: number; unseen: number }>(
    `select tenant_id, count(*)::int as total, count(*) filter (where read_at is null)::int as unread,
       count(*) filter (where seen_at is null)::int as unseen
     from messages where environment_id = $1 and recipient_key = $2 and channel_id = $3 and position > 0
       and archived_at is null and snoozed_until is null
     group by tenant_id`,
    [key.environmentId, key.recipientKey, key.channelId],
  );
  const sum: Recount = { total: 0, unread: 0, unseen: 0, tenants: {} };
  for (const row of rows) {
    sum.total += row.total;
    sum.unread += row.unread;
    sum.unseen += row.unseen;
    if (row.tenant_id !== null) sum.tenants[row.tenant_id] = [row.total, row.unread, row.unseen];
  }
  return sum;
}

async function remove(api: ModuleApi, key: FeedKey, id: string): Promise<void> {
  const parsed = parseMessageId(id);
  if (!parsed) throw new Error(`${id} is no message's id.`);
  const hint = await api.db.database.transaction(async (tx) => {
    const [row] = await api.modules.feeds.writer.lockExisting(tx, [key]);
    const [gone] = await tx.query<{ tenant_id: string | null; seen: number; read: number; kept: number }>(
      `delete from messages where environment_id = $1 and lane = $2 and run_id = $3 and ordinal = $4
       returning tenant_id, (seen_at is null)::int as seen, (read_at is null)::int as read, (archived_at is null and snoozed_until is null)::int as kept`,
      [key.environmentId, parsed.lane, parsed.runId, parsed.ordinal],
    );
    if (!row || !gone) return null;
    const version = row.version + 1;
    await tx.query(
      `insert into feed_removals (environment_id, lane, recipient_key, channel_id, version, run_id, ordinal, removed_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        key.environmentId,
        parsed.lane,
        key.recipientKey,
        key.channelId,
        version,
        parsed.runId,
        parsed.ordinal,
        new Date(0),
      ],
    );
    const by: Counts = [-gone.kept, -gone.kept * gone.read, -gone.kept * gone.seen];
    const counts = addCounts(row, [{ tenantId: gone.tenant_id, by }]);
    await api.modules.feeds.writer.update(tx, [{ key, version, counts }]);
    return { ...key, version };
  });
  if (hint) api.modules.feeds.hints.publish([hint]);
}
