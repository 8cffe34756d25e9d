import { isJsonObject } from "../../../platform/json.js";
import { laneId, namedId } from "../../identifiers/index.js";
import { Activity } from "./activity.schema.js";
import { ButtonsBlock, FeedButton, MarkdownBlock, TextBlock, type FeedBlock } from "./feed-block.schema.js";
import { FeedItem } from "./feed-item.schema.js";
import type { FeedReader } from "../reading/feed-reader.service.js";
import type { FeedUpdate } from "../live/feed-subscriber.service.js";
import { encodeFeedVersion, EMPTY_FEED_VERSION } from "../model/feed-version.js";
import type { ActivityRow, Shown } from "../model/item-row.js";
import { Feed, FeedChange } from "./feed.schema.js";
import { idOfMessage, type MessageRow } from "../../messages/pure.js";

/** The feed as a node. Its id identifies the feed even if the feed is empty. */
export function toFeed(reader: FeedReader): Feed {
  const { key, channelKey, tenantId } = reader.open;
  const id = namedId("feed", key.environmentId, [key.recipientKey, channelKey, tenantId]);
  return Object.assign(new Feed(), { id, channelKey, reader });
}

export function toChange({ items, removedIds, isReset, row }: FeedUpdate, reader: FeedReader): FeedChange {
  const place = { epoch: (row ?? EMPTY_FEED_VERSION).epoch, channelKey: reader.open.channelKey };
  const shown = items.map((item) => toItem(item, place));
  return Object.assign(new FeedChange(), { feed: toFeed(reader), items: shown, removedIds, isReset });
}

/** A message's row as the item that a reader sees. */
export function toItem(row: MessageRow, feed: { epoch: number; channelKey: string }): FeedItem {
  return Object.assign(new FeedItem(), {
    id: idOfMessage(row),
    position: encodeFeedVersion({ epoch: feed.epoch, version: row.position }),
    version: encodeFeedVersion({ epoch: feed.epoch, version: row.version }),
    workflowKey: row.workflow_key,
    categories: row.categories ?? [],
    channelKey: feed.channelKey,
    deliveryStatus: row.delivery_status,
    data: row.data,
    blocks: toBlocks(row.content),
    actorCount: row.actor_count,
    activityCount: row.activity_count,
    seenAt: row.seen_at,
    readAt: row.read_at,
    interactedAt: row.interacted_at,
    linkClickedAt: row.link_clicked_at,
    archivedAt: row.archived_at,
    snoozedUntil: row.snoozed_until,
    pinnedAt: row.pinned_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    row,
  });
}

/** Stored blocks. Block types of a later release that this one does not know are left out. */
export function toBlocks(stored: unknown): FeedBlock[] {
  if (!Array.isArray(stored)) return [];
  return stored.map(toBlock).filter((block) => block !== null);
}

function toBlock(stored: unknown): FeedBlock | null {
  if (!isJsonObject(stored)) return null;
  const { kind, name } = stored;
  if (kind === "markdown") return Object.assign(new MarkdownBlock(), { name, html: stored.html });
  if (kind === "text") return Object.assign(new TextBlock(), { name, text: stored.text });
  if (kind !== "buttons" || !Array.isArray(stored.buttons)) return null;
  const buttons = stored.buttons.filter(isJsonObject).map((button) => Object.assign(new FeedButton(), button));
  return Object.assign(new ButtonsBlock(), { name, buttons });
}

/** Each trigger has one run per recipient, so the run identifies the activity. */
export function toActivity(row: ActivityRow, feedData: Shown["feed_data"]): Activity {
  const shown = new Set(feedData);
  return Object.assign(new Activity(), {
    id: laneId("activity", row.lane, row.run_id),
    data: Object.fromEntries(Object.entries(row.data).filter(([key]) => shown.has(key))),
    createdAt: row.created_at,
    actorKey: row.actor_key,
  });
}
