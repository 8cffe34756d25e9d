import type {
  BatchEntry,
  BatchKey,
  EffectStore,
  EffectSource,
  FrequencyEntry,
  ThrottleEntry,
  ThrottleKey,
} from "../engine/effect-store.js";
import type { ClosingItem } from "../engine/close-batch.js";

export interface MemoryBatch {
  entry: BatchEntry;
  isOpen: boolean;
  items: ClosingItem[];
}

/** Throttles, batches and frequency entries of a simulation, in memory in place of the tables. */
export class MemoryEffectSource implements EffectSource {
  readonly #throttles = new Map<string, ThrottleEntry>();
  readonly #marks = new Map<string, FrequencyEntry>();
  readonly #batches = new Map<string, MemoryBatch>();
  #batchCount = 0;

  async throttles(wanted: readonly ThrottleKey[]): Promise<ThrottleEntry[]> {
    return wanted.flatMap((key) => this.#throttles.get(throttleName(key)) ?? []);
  }

  async batches(wanted: readonly BatchKey[]): Promise<BatchEntry[]> {
    const names = new Set(wanted.map(batchName));
    return this.#open().flatMap(({ entry }) => (!entry.isFull && names.has(batchName(entry)) ? entry : []));
  }

  async frequencies(wanted: readonly FrequencyEntry[]): Promise<FrequencyEntry[]> {
    return wanted.flatMap((mark) => this.#marks.get(markName(mark)) ?? []);
  }

  newBatchId(): string {
    this.#batchCount += 1;
    return `batch-${this.#batchCount}`;
  }

  /** Takes over what a set changed. */
  keep({ changedThrottles, newFrequencies, changedBatches, newItems }: EffectStore): void {
    for (const entry of changedThrottles) this.#throttles.set(throttleName(entry), entry);
    for (const mark of newFrequencies) this.#marks.set(markName(mark), mark);
    for (const entry of changedBatches) {
      if (!this.#batches.has(entry.id)) this.#batches.set(entry.id, { entry, isOpen: true, items: [] });
    }
    for (const { batchId, task, at } of newItems) {
      const { runId, trigger, data } = task.context;
      const item = { run_id: runId, trigger_id: trigger.id, actor_key: trigger.actorKey, data };
      this.#batches.get(batchId)?.items.push({ ...item, created_at: new Date(at) });
    }
  }

  /** Open batches whose time has come. */
  due(now: number): MemoryBatch[] {
    return this.#open().filter(({ entry }) => entry.closesAt <= now);
  }

  /** When the next batch closes. */
  nextCloseAt(): number {
    return Math.min(...this.#open().map(({ entry }) => entry.closesAt));
  }

  /** Items of a batch that was not forgotten, open or closed. */
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

  #open(): MemoryBatch[] {
    return [...this.#batches.values()].filter((batch) => batch.isOpen);
  }
}

const throttleName = (key: ThrottleKey): string => JSON.stringify([key.recipientKey, key.stepRef, key.key]);
const batchName = (key: BatchKey): string => JSON.stringify([key.recipientKey, key.stepRef, key.key]);
const markName = (mark: FrequencyEntry): string => JSON.stringify([mark.recipientKey, mark.tenantId]);
