import type { ClosingItem } from "../engine/close-batch.js";
import type { EffectDue, EffectRequest, EffectState } from "../engine/effect-store.js";
import type { AnswerOf, RequestOf, RunTask } from "../engine/types.js";
import { jsonWithLanes } from "../storage/json-with-lanes.js";
import type { EffectKind, LiveSet, MemoryEffect } from "./effect-kind.js";
import { HeldEntries } from "./held-entries.js";

declare module "../engine/types.js" {
  interface EffectTypes {
    /** The batch that a run joins, by recipient and key. */
    batch: {
      request: {
        key: string;
        closesAt: number;
        /** How far each new item moves the closing time, and the latest closing time; null for fixed windows. */
        sliding: { closesAtMost: number } | null;
        maxItems: number;
        isLeading: boolean;
        isPinned: boolean;
      };
      answer: { role: "opened" | "joined" | "led"; batchId: string; closesAt: number; itemCount: number };
    };
  }
}

interface BatchEntry {
  id: string;
  recipientKey: string;
  workflowId: number;
  versionId: number;
  stepRef: string;
  pin: number;
  key: string;
  openedAt: number;
  closesAt: number;
  closesAtMost: number | null;
  itemCount: number;
  nextOrdinal: number;
  /**
   * The batch accepts no more items because it is full, or past its closing time. The next item opens another batch.
   */
  isFull: boolean;
}

type BatchKey = Pick<BatchEntry, "recipientKey" | "workflowId" | "stepRef" | "pin" | "key">;

interface BatchItem {
  batchId: string;
  ordinal: number;
  task: RunTask;
  at: number;
}

interface BatchSource {
  newId(): string;
  fetch(keys: BatchKey[]): Promise<BatchEntry[]>;
  write(entries: readonly BatchEntry[], items: readonly BatchItem[]): Promise<void>;
}

class BatchState implements EffectState<"batch"> {
  readonly kind = "batch";
  readonly #source: BatchSource;
  readonly #entries: HeldEntries<BatchKey, BatchEntry>;
  readonly #changed = new Set<BatchEntry>();
  readonly #newItems: BatchItem[] = [];

  constructor(source: BatchSource) {
    this.#source = source;
    this.#entries = new HeldEntries(nameOf, (keys) => source.fetch(keys));
  }

  load(requests: readonly EffectRequest<"batch">[]): Promise<void> {
    return this.#entries.load(requests.map(keyOf));
  }

  answer(asked: EffectRequest<"batch">, now: number): AnswerOf<"batch"> {
    const { request } = asked;
    const key = keyOf(asked);
    const open = this.#openBatch(key, now);
    const entry = open ?? this.#open(key, asked, now);
    this.#entries.set(entry);
    this.#changed.add(entry);
    if (!open && request.isLeading) {
      return { kind: "batch", role: "led", batchId: entry.id, closesAt: entry.closesAt, itemCount: 0 };
    }
    this.#newItems.push({ batchId: entry.id, ordinal: entry.nextOrdinal, task: asked.task, at: now });
    entry.nextOrdinal += 1;
    entry.itemCount += 1;
    if (open && request.sliding) entry.closesAt = Math.min(request.closesAt, entry.closesAtMost ?? request.closesAt);
    if (entry.itemCount >= request.maxItems) {
      // The next set that reads due batches closes it.
      entry.closesAt = now;
      entry.isFull = true;
    }
    const role = open ? "joined" : "opened";
    return { kind: "batch", role, batchId: entry.id, closesAt: entry.closesAt, itemCount: entry.itemCount };
  }

  async write(): Promise<void> {
    if (this.#changed.size > 0) await this.#source.write([...this.#changed], this.#newItems);
  }

  *due(): Iterable<EffectDue> {
    for (const { recipientKey, closesAt } of this.#changed) yield { recipientKey, at: closesAt };
  }

  /** The open batch of a key; null when it is full or past its closing time, even if it is not closed yet. */
  #openBatch(key: BatchKey, now: number): BatchEntry | null {
    const entry = this.#entries.get(key);
    if (!entry || entry.isFull) return null;
    if (entry.closesAt > now) return entry;
    entry.isFull = true;
    this.#changed.add(entry);
    return null;
  }

  #open(key: BatchKey, { task, request }: EffectRequest<"batch">, now: number): BatchEntry {
    return {
      ...key,
      id: this.#source.newId(),
      versionId: task.context.workflow.versionId,
      openedAt: now,
      ...closing(request),
      itemCount: 0,
      nextOrdinal: 1,
      isFull: false,
    };
  }
}

function closing({ closesAt, sliding }: RequestOf<"batch">): Pick<BatchEntry, "closesAt" | "closesAtMost"> {
  return {
    closesAt: Math.min(closesAt, sliding?.closesAtMost ?? closesAt),
    closesAtMost: sliding?.closesAtMost ?? null,
  };
}

function keyOf({ task, stepRef, request }: EffectRequest<"batch">): BatchKey {
  const { recipientKey, workflow } = task.context;
  const pin = request.isPinned ? workflow.versionId : 0;
  return { recipientKey, workflowId: workflow.workflowId, stepRef, pin, key: request.key };
}

const nameOf = (key: BatchKey): string =>
  JSON.stringify([key.recipientKey, key.workflowId, key.stepRef, key.pin, key.key]);

type BatchRow = Omit<BatchEntry, "openedAt" | "closesAt" | "closesAtMost" | "isFull"> & {
  openedAt: Date;
  closesAt: Date;
  closesAtMost: Date | null;
};

/** Looked up by key, fenced by `offset 0`: see `throttle.effect.ts`. */
function liveSource({ tx, environmentId, newUuid }: LiveSet): BatchSource {
  return {
    newId: newUuid,
    async fetch(keys) {
      const rows = await tx.query<BatchRow>(
        `select b.id, b.recipient_key as "recipientKey", b.workflow_id as "workflowId", b.version_id as "versionId",
           b.step_ref as "stepRef", b.pin, b.key, b.opened_at as "openedAt", b.closes_at as "closesAt",
           b.closes_at_most as "closesAtMost", b.item_count as "itemCount", b.next_ordinal as "nextOrdinal"
         from jsonb_to_recordset($2::jsonb) as r(lane smallint, "recipientKey" text, "workflowId" int, "stepRef" text, pin int, key text)
         cross join lateral (select * from batches where environment_id = $1 and lane = r.lane and recipient_key = r."recipientKey"
           and workflow_id = r."workflowId" and step_ref = r."stepRef" and pin = r.pin and key >= r.key and key <= r.key
           and is_open and not is_full offset 0) b order by b.id`,
        [environmentId, jsonWithLanes(environmentId, keys)],
      );
      return rows.map((row) => ({
        ...row,
        openedAt: row.openedAt.getTime(),
        closesAt: row.closesAt.getTime(),
        closesAtMost: row.closesAtMost?.getTime() ?? null,
        isFull: false,
      }));
    },
    async write(entries, items) {
      await writeBatches(tx, environmentId, entries);
      if (items.length > 0) await writeItems(tx, environmentId, items);
    },
  };
}

/** In the order of changes: a full batch is written before the next batch with the same key. */
async function writeBatches(tx: LiveSet["tx"], environmentId: number, entries: readonly BatchEntry[]): Promise<void> {
  await tx.query(
    `insert into batches (environment_id, lane, id, recipient_key, workflow_id, version_id, step_ref, pin, key, is_open, is_full,
       opened_at, closes_at, closes_at_most, item_count, next_ordinal)
     select $1, r.lane, r.id, r."recipientKey", r."workflowId", r."versionId", r."stepRef", r.pin, r.key, true, r."isFull",
       to_timestamp(r."openedAt" / 1000.0), to_timestamp(r."closesAt" / 1000.0), to_timestamp(r."closesAtMost" / 1000.0), r."itemCount", r."nextOrdinal"
     from jsonb_to_recordset($2::jsonb) as r(lane smallint, id uuid, "recipientKey" text, "workflowId" int, "versionId" int, "stepRef" text,
       pin int, key text, "isFull" boolean, "openedAt" float8, "closesAt" float8, "closesAtMost" float8, "itemCount" int, "nextOrdinal" int)
     on conflict (environment_id, lane, id) do update
       set is_full = excluded.is_full, closes_at = excluded.closes_at, item_count = excluded.item_count, next_ordinal = excluded.next_ordinal`,
    [environmentId, jsonWithLanes(environmentId, entries)],
  );
}

async function writeItems(tx: LiveSet["tx"], environmentId: number, items: readonly BatchItem[]): Promise<void> {
  const rows = items.map(({ batchId, ordinal, task, at }) => ({
    lane: task.context.lane,
    batchId,
    ordinal,
    runId: task.context.runId,
    triggerId: task.context.trigger.id,
    actorKey: task.context.trigger.actorKey,
    data: task.context.hasOwnData ? task.context.data : null,
    at,
  }));
  await tx.query(
    `insert into batch_items (environment_id, lane, batch_id, ordinal, run_id, trigger_id, actor_key, data, created_at)
     select $1, r.lane, r."batchId", r.ordinal, r."runId", r."triggerId", r."actorKey", r.data, to_timestamp(r.at / 1000.0)
     from jsonb_to_recordset($2::jsonb) as r(lane smallint, "batchId" uuid, ordinal int, "runId" uuid, "triggerId" uuid, "actorKey" text, data jsonb, at float8)`,
    [environmentId, JSON.stringify(rows)],
  );
}

export interface MemoryBatch {
  entry: BatchEntry;
  isOpen: boolean;
  items: ClosingItem[];
}

/** The batches of a simulation. The simulator also closes batches and removes cancelled runs from them. */
export class MemoryBatches implements MemoryEffect<"batch"> {
  readonly #batches = new Map<string, MemoryBatch>();
  #count = 0;
  readonly #source: BatchSource = {
    newId: () => {
      this.#count += 1;
      return `batch-${this.#count}`;
    },
    fetch: async (keys) => {
      const names = new Set(keys.map(nameOf));
      return this.#open().flatMap(({ entry }) => (!entry.isFull && names.has(nameOf(entry)) ? entry : []));
    },
    write: async (entries, items) => this.#keep(entries, items),
  };

  begin(): EffectState<"batch"> {
    return new BatchState(this.#source);
  }

  /** Open batches whose window is over. */
  due(now: number): MemoryBatch[] {
    return this.#open().filter(({ entry }) => entry.closesAt <= now);
  }

  /** When the next batch closes. */
  nextCloseAt(): number {
    return Math.min(...this.#open().map(({ entry }) => entry.closesAt));
  }

  /** Items of a batch, open or closed. */
  itemsOf(batchId: string): ClosingItem[] {
    return this.#batches.get(batchId)?.items ?? [];
  }

  /** Takes the item of a run that was cancelled out of its batch. */
  withdraw(batchId: string, runId: string): void {
    const batch = this.#batches.get(batchId);
    if (!batch) return;
    batch.items = batch.items.filter((item) => item.run_id !== runId);
    batch.entry.itemCount -= 1;
  }

  #keep(entries: readonly BatchEntry[], items: readonly BatchItem[]): void {
    for (const entry of entries) {
      if (!this.#batches.has(entry.id)) this.#batches.set(entry.id, { entry, isOpen: true, items: [] });
    }
    for (const { batchId, task, at } of items) {
      const { runId, trigger, data } = task.context;
      const item = { run_id: runId, trigger_id: trigger.id, actor_key: trigger.actorKey, data };
      this.#batches.get(batchId)?.items.push({ ...item, created_at: new Date(at) });
    }
  }

  #open(): MemoryBatch[] {
    return [...this.#batches.values()].filter((batch) => batch.isOpen);
  }
}

/** Gathers runs of one recipient and key. */
export const batchEffect = {
  name: "batch",
  live: (set: LiveSet) => new BatchState(liveSource(set)),
  inMemory: () => new MemoryBatches(),
} satisfies EffectKind<"batch">;
