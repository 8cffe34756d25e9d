import { messageId } from "../identifiers/index.js";
import type { Json, JsonObject } from "../../platform/json.js";
import type { DeliveryStatus } from "./delivery-status.js";

export interface MessageKey {
  lane: number;
  runId: string;
  ordinal: number;
}

/** A message as it is read, with the content that it shares with others merged in. */
export interface MessageRow {
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
  delivery_status: DeliveryStatus;
  /** Position in its feed; 0 for a message without a feed. */
  position: number;
  version: number;
  /** The content in the format of its channel. */
  content: Json;
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

export function idOfMessage(row: Pick<MessageRow, "lane" | "run_id" | "ordinal">): string {
  return messageId(keyOfMessage(row));
}

export function keyOfMessage(row: Pick<MessageRow, "lane" | "run_id" | "ordinal">): MessageKey {
  return { lane: row.lane, runId: row.run_id, ordinal: row.ordinal };
}
