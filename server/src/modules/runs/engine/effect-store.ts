import type { Answer, Request, RunTask } from "./types.js";

export interface ThrottleEntry {
  recipientKey: string;
  workflowId: number;
  stepRef: string;
  key: string;
  openedAt: number;
  endsAt: number;
  hits: number;
}

export interface BatchEntry {
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
  /** Accepts no more items: it is full, or past its closing time. The next item opens another batch. */
  isFull: boolean;
}

export interface BatchItem {
  batchId: string;
  ordinal: number;
  task: RunTask;
  at: number;
}

export interface FrequencyEntry {
  recipientKey: string;
  workflowId: number;
  tenantId: string;
}

/** Loads entries that the store does not hold yet. Returns only those that exist. */
export interface EffectSource {
  throttles(wanted: ThrottleKey[]): Promise<ThrottleEntry[]>;
  batches(wanted: BatchKey[]): Promise<BatchEntry[]>;
  frequencies(wanted: FrequencyEntry[]): Promise<FrequencyEntry[]>;
  newBatchId(): string;
}

export type ThrottleKey = Pick<ThrottleEntry, "recipientKey" | "workflowId" | "stepRef" | "key">;
export type BatchKey = Pick<BatchEntry, "recipientKey" | "workflowId" | "stepRef" | "pin" | "key">;

export interface EffectRequest {
  task: RunTask;
  stepRef: string;
  request: Request;
}

const nameOf = (parts: readonly unknown[]): string => JSON.stringify(parts);

/**
 * State that runs of a recipient share: throttles, open batches, frequency entries. Loaded while the lane is locked, changed in
 * memory, and written at the end of the set.
 */
export class EffectStore {
  readonly #source: EffectSource;
  readonly #throttles = new Map<string, ThrottleEntry | null>();
  readonly #batches = new Map<string, BatchEntry | null>();
  readonly #frequencies = new Map<string, boolean>();
  readonly changedThrottles = new Set<ThrottleEntry>();
  readonly changedBatches = new Set<BatchEntry>();
  readonly newFrequencies: FrequencyEntry[] = [];
  readonly newItems: BatchItem[] = [];

  constructor(source: EffectSource) {
    this.#source = source;
  }

  /** Answers the requests of a wave, in the order given. Entries that the store lacks are loaded by one statement per kind. */
  async answer(asked: readonly EffectRequest[], now: number): Promise<Answer[]> {
    await this.#fetch(asked);
    return asked.map((each) => this.#answerOne(each, now));
  }

  async #fetch(asked: readonly EffectRequest[]): Promise<void> {
    const throttles = new Map<string, ThrottleKey>();
    const batches = new Map<string, BatchKey>();
    const frequencies = new Map<string, FrequencyEntry>();
    for (const each of asked) {
      if (each.request.kind === "throttle") throttles.set(throttleName(throttleKey(each)), throttleKey(each));
      if (each.request.kind === "batch") batches.set(batchName(batchKey(each)), batchKey(each));
      if (each.request.kind === "frequency") frequencies.set(frequencyName(frequencyKey(each)), frequencyKey(each));
    }
    await fetchMissing(throttles, this.#throttles, (keys) => this.#source.throttles(keys), throttleName);
    await fetchMissing(batches, this.#batches, (keys) => this.#source.batches(keys), batchName);
    const wanted = [...frequencies].filter(([name]) => !this.#frequencies.has(name));
    if (wanted.length === 0) return;
    for (const [name] of wanted) this.#frequencies.set(name, false);
    for (const entry of await this.#source.frequencies(wanted.map(([, key]) => key)))
      this.#frequencies.set(frequencyName(entry), true);
  }

  #answerOne(asking: EffectRequest, now: number): Answer {
    const { request } = asking;
    switch (request.kind) {
      case "throttle":
        return this.#hit(throttleKey(asking), request, now);
      case "frequency":
        return this.#checkFrequency(frequencyKey(asking));
      case "batch":
        return this.#join(asking, request, now);
    }
  }

  #hit(key: ThrottleKey, request: Extract<Request, { kind: "throttle" }>, now: number): Answer {
    const name = throttleName(key);
    const known = this.#throttles.get(name);
    const isOpen = known != null && known.endsAt > now;
    const entry = isOpen ? known : { ...key, openedAt: now, endsAt: request.endsAt, hits: 0 };
    const isAllowed = entry.hits < request.limit;
    if (isAllowed) {
      entry.hits += 1;
      this.#throttles.set(name, entry);
      if (known && known !== entry) this.changedThrottles.delete(known);
      this.changedThrottles.add(entry);
    }
    return { kind: "throttle", isAllowed, hits: entry.hits, endsAt: entry.endsAt };
  }

  #checkFrequency(key: FrequencyEntry): Answer {
    const name = frequencyName(key);
    const isFirst = this.#frequencies.get(name) !== true;
    if (isFirst) {
      this.#frequencies.set(name, true);
      this.newFrequencies.push(key);
    }
    return { kind: "frequency", isFirst };
  }

  #join(asking: EffectRequest, request: Extract<Request, { kind: "batch" }>, now: number): Answer {
    const key = batchKey(asking);
    const name = batchName(key);
    const open = this.#openBatch(name, now);
    const entry = open ?? this.#open(key, asking, request, now);
    this.#batches.set(name, entry);
    this.changedBatches.add(entry);
    if (!open && request.isLeading) {
      return { kind: "batch", role: "led", batchId: entry.id, closesAt: entry.closesAt, itemCount: 0 };
    }
    this.newItems.push({ batchId: entry.id, ordinal: entry.nextOrdinal, task: asking.task, at: now });
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

  /** The open batch of a key; null when it is full or past its closing time, even if it is not closed yet. */
  #openBatch(name: string, now: number): BatchEntry | null {
    const entry = this.#batches.get(name) ?? null;
    if (!entry || entry.isFull) return null;
    if (entry.closesAt > now) return entry;
    entry.isFull = true;
    this.changedBatches.add(entry);
    return null;
  }

  #open(key: BatchKey, asking: EffectRequest, request: Extract<Request, { kind: "batch" }>, now: number): BatchEntry {
    return {
      ...key,
      id: this.#source.newBatchId(),
      versionId: asking.task.context.workflow.versionId,
      openedAt: now,
      closesAt: Math.min(request.closesAt, request.sliding?.closesAtMost ?? request.closesAt),
      closesAtMost: request.sliding?.closesAtMost ?? null,
      itemCount: 0,
      nextOrdinal: 1,
      isFull: false,
    };
  }
}

function throttleKey({ task, stepRef, request }: EffectRequest): ThrottleKey {
  const { recipientKey, workflow } = task.context;
  return {
    recipientKey,
    workflowId: workflow.workflowId,
    stepRef,
    key: request.kind === "throttle" ? request.key : "",
  };
}

function batchKey({ task, stepRef, request }: EffectRequest): BatchKey {
  const { recipientKey, workflow } = task.context;
  const isBatch = request.kind === "batch";
  const pin = isBatch && request.isPinned ? workflow.versionId : 0;
  return { recipientKey, workflowId: workflow.workflowId, stepRef, pin, key: isBatch ? request.key : "" };
}

function frequencyKey({ task, request }: EffectRequest): FrequencyEntry {
  const { recipientKey, workflow, trigger } = task.context;
  const isPerTenant = request.kind === "frequency" && request.isPerTenant;
  return { recipientKey, workflowId: workflow.workflowId, tenantId: isPerTenant ? (trigger.tenantId ?? "") : "" };
}

const throttleName = (key: ThrottleKey): string => nameOf([key.recipientKey, key.workflowId, key.stepRef, key.key]);
const batchName = (key: BatchKey): string => nameOf([key.recipientKey, key.workflowId, key.stepRef, key.pin, key.key]);
const frequencyName = (key: FrequencyEntry): string => nameOf([key.recipientKey, key.workflowId, key.tenantId]);

async function fetchMissing<Key, Entry extends Key>(
  wanted: Map<string, Key>,
  held: Map<string, Entry | null>,
  fetch: (keys: Key[]) => Promise<Entry[]>,
  name: (key: Key) => string,
): Promise<void> {
  const missing = [...wanted].filter(([each]) => !held.has(each));
  if (missing.length === 0) return;
  for (const [each] of missing) held.set(each, null);
  for (const entry of await fetch(missing.map(([, key]) => key))) held.set(name(entry), entry);
}
