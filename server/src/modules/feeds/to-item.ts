import { isJsonObject, type Json } from "../../platform/json.js";
import { messageId } from "../../platform/ids/index.js";
import { DeliveryStatus } from "../messages/index.js";
import { ButtonsBlock, FeedButton, MarkdownBlock, TextBlock, type FeedBlock } from "./feed-block.schema.js";
import type { Filtered } from "./feed-filter.js";
import { FeedItem } from "./feed-item.schema.js";
import { encodeFeedVersion } from "./feed-version.js";
import type { ItemRow } from "./item-row.js";

/** A message's row as the item that a reader sees. */
export function toItem(row: ItemRow, feed: { epoch: number; channelKey: string }): FeedItem {
  return Object.assign(new FeedItem(), {
    id: idOf(row),
    position: encodeFeedVersion({ epoch: feed.epoch, version: row.position }),
    version: encodeFeedVersion({ epoch: feed.epoch, version: row.version }),
    workflowKey: row.workflow_key,
    categories: row.categories ?? [],
    channelKey: feed.channelKey,
    deliveryStatus: row.delivery_status === "NOT_SENT" ? DeliveryStatus.NOT_SENT : DeliveryStatus.DELIVERED,
    data: row.data,
    blocks: toBlocks(row.blocks),
    actorCount: row.actor_count,
    activityCount: row.activity_count,
    seenAt: row.seen_at,
    readAt: row.read_at,
    interactedAt: row.interacted_at,
    linkClickedAt: row.link_clicked_at,
    archivedAt: row.archived_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    row,
  });
}

export function idOf(row: { lane: number; run_id: string; ordinal: number }): string {
  return messageId({ lane: row.lane, runId: row.run_id, ordinal: row.ordinal });
}

/** What a filter looks at. */
export function filtered(row: ItemRow): Filtered {
  return {
    isRead: row.read_at !== null,
    isSeen: row.seen_at !== null,
    isArchived: row.archived_at !== null,
    workflowKey: row.workflow_key,
    categories: row.categories ?? [],
    tenantId: row.tenant_id,
    data: row.data,
  };
}

/** Blocks as the engine stored them; what a later release stored and this one does not know is left out. */
export function toBlocks(stored: Json): FeedBlock[] {
  if (!Array.isArray(stored)) return [];
  return stored.map(toBlock).filter((block) => block !== null);
}

function toBlock(stored: Json): FeedBlock | null {
  if (!isJsonObject(stored)) return null;
  const { kind, name } = stored;
  if (kind === "markdown") return Object.assign(new MarkdownBlock(), { name, html: stored.html });
  if (kind === "text") return Object.assign(new TextBlock(), { name, text: stored.text });
  if (kind !== "buttons" || !Array.isArray(stored.buttons)) return null;
  const buttons = stored.buttons.filter(isJsonObject).map((button) => Object.assign(new FeedButton(), button));
  return Object.assign(new ButtonsBlock(), { name, buttons });
}
