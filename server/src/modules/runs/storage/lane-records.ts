import type { Json, JsonObject } from "../../../platform/json.js";
import type { RunState, RunStatus, TraceNote } from "../engine/types.js";
import type { RecipientSource } from "../recipients/recipient-source.js";

/** A fan-out with its trigger. */
export interface FanoutRow {
  lane: number;
  trigger_id: string;
  source: string;
  trigger_seq: number;
  /** The source of its recipients; null if none of its runs may start. */
  reaches: RecipientSource | null;
  cursor_object: string;
  cursor_subscriber: string;
  may_repeat: boolean;
  trigger: TriggerColumns;
}

/** The oldest fan-outs of lanes. */
export interface FanoutsOfLanes {
  fanouts: FanoutRow[];
  /** Lanes with more of them. */
  cutLanes: number[];
}

/** A fan-out to continue, with the maximum number of recipients. */
export interface PageRequest {
  fanout: FanoutRow;
  limit: number;
}

export interface TriggerColumns {
  id: string;
  seq: number;
  workflow_id: number;
  version_id: number;
  actor_key: string | null;
  tenant_id: string | null;
  data: JsonObject;
  /** The length of the data as JSON. */
  data_length: number;
  is_sandbox: boolean;
  skips_delays: boolean;
  /** In milliseconds. */
  expires_at: number | null;
  /** In milliseconds. */
  accepted_at: number;
  /** Whether runs of the trigger may still start. If not, its data is not read. */
  is_open: boolean;
  /** Recipients that were cancelled before they were reached. */
  cancelled_keys: ReadonlySet<string>;
}

/** The columns of a `RunRow`. */
export const RUN_COLUMNS =
  "id, trigger_id, trigger_seq, source, version_id, recipient_key, batch_id, state, data, subscription, created_at";

export interface RunRow {
  id: string;
  trigger_id: string;
  trigger_seq: number;
  source: string;
  version_id: number;
  recipient_key: string;
  batch_id: string | null;
  state: RunState;
  data: JsonObject | null;
  subscription: JsonObject | null;
  created_at: Date;
}

/** A run to insert or update. */
export interface StoredRun {
  lane: number;
  id: string;
  triggerId: string;
  triggerSeq: number;
  source: string;
  workflowId: number;
  versionId: number;
  recipientKey: string;
  status: RunStatus;
  dueAt: number | null;
  batchId: string | null;
  state: RunState | null;
  data: JsonObject | null;
  subscription: JsonObject | null;
  trace: TraceNote[];
  /** The code of its outcome so far. */
  outcomeCode: string | null;
  isNew: boolean;
}

/** A recipient as the engine sees it, with its own preference sets by tenant ("" outside any). */
export interface PersonRow {
  key: string;
  is_known: boolean;
  name: string | null;
  avatar: string | null;
  email: string | null;
  phone_number: string | null;
  timezone: string | null;
  locale: string | null;
  properties: JsonObject | null;
  /** A date or its milliseconds. */
  created_at: Date | number | null;
  updated_at: Date | number | null;
  sets: ReadonlyMap<string, StoredRules> | null;
  /** Its properties and sets were not read: with them, the set would hold too much. */
  isLeftOut: boolean;
}

/** A stored preference set. */
export interface StoredRules {
  rules: Json;
  commercial: boolean | null;
}

export interface SubscriberRow {
  /** 0-based index of the requested page. */
  page: number;
  object_key: string;
  subscriber_key: string;
  properties: JsonObject | null;
  /** Whether the properties were read. They are left out when those of all rows together are too large. */
  fits: boolean;
}

/** A page of an object's subscribers in one lane. */
export interface AlikeRequest {
  page: number;
  lane: number;
  object: string;
  /** The last subscriber before the page; "" for none. */
  after: string;
  /** The trigger's actor, who is not reached. */
  actor: string | null;
  limit: number;
}

/** A page of subscribers as Postgres divided it. */
export interface AlikeRow {
  page: number;
  /** The number of subscribers in the page, and the key of the last one. */
  readCount: number;
  last: string;
  /** Those without preferences of their own: their number, and their keys as text of a Postgres array. */
  count: number;
  keys: string | null;
  /** The keys of the others. */
  ruled: string[] | null;
}

export interface DueBatchRow {
  id: string;
  recipient_key: string;
  workflow_id: number;
  version_id: number;
  step_ref: string;
  pin: number;
  key: string;
}
