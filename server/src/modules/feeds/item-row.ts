import type { Json, JsonObject } from "../../platform/json.js";

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
  created_at: Date;
  updated_at: Date;
}
