import type { JsonObject } from "../../../platform/json.js";
import type { MessageRow } from "../../messages/pure.js";
import type { Filtered } from "./feed-filter.js";

/** One activity of a batch: one trigger's part. */
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

/** The fields that a filter reads. */
export function filtered(row: MessageRow): Filtered {
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

/** For an item without a batch, the trigger itself is the only activity. */
export function soleActivity(row: MessageRow): ActivityRow & Shown {
  const { lane, run_id, data, created_at, recipient_key, feed_data } = row;
  const actor_key = row.actor_keys[0] ?? null;
  return { lane, batch_id: null, ordinal: 1, run_id, actor_key, data, created_at, recipient_key, feed_data };
}
