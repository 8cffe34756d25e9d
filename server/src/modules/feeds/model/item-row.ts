import { messageId } from "../../../platform/ids/index.js";
import type { Json, JsonObject } from "../../../platform/json.js";
import type { Filtered } from "./feed-filter.js";

/** A message as it is read, with what it shares merged in. */
export interface ItemRow {
  lane: number;
  run_id: string;
  ordinal: number;
  recipient_key: string;
  channel_id: number;
  trigger_id: string;
  workflow_key: string;
  categories: string[] | null;
  /** The top-level keys of data that its workflow shows in feeds. */
  feed_data: string[] | null;
  tenant_id: string | null;
  delivery_status: string;
  position: number;
  version: number;
  blocks: Json;
  data: JsonObject;
  actor_keys: string[];
  actor_count: number;
  activity_count: number;
  batch_id: string | null;
  seen_at: Date | null;
  read_at: Date | null;
  interacted_at: Date | null;
  link_clicked_at: Date | null;
  archived_at: Date | null;
  snoozed_until: Date | null;
  pinned_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

/** What was batched: one trigger's part of a batch. */
export interface ActivityRow {
  lane: number;
  batch_id: string | null;
  ordinal: number;
  run_id: string;
  actor_key: string | null;
  data: JsonObject;
  created_at: Date;
}

export interface Shown {
  recipient_key: string;
  /** The top-level keys of data that its workflow shows in feeds. */
  feed_data: string[] | null;
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
    isSnoozed: row.snoozed_until !== null,
    isPinned: row.pinned_at !== null,
    createdAt: row.created_at,
    workflowKey: row.workflow_key,
    categories: row.categories ?? [],
    tenantId: row.tenant_id,
    data: row.data,
  };
}

/** Of an item without a batch the trigger itself is the one activity. */
export function soleActivity(row: ItemRow): ActivityRow & Shown {
  const { lane, run_id, data, created_at, recipient_key, feed_data } = row;
  const actor_key = row.actor_keys[0] ?? null;
  return { lane, batch_id: null, ordinal: 1, run_id, actor_key, data, created_at, recipient_key, feed_data };
}
