import { toCarillonError } from "../errors.js";
import { MarkFeedDocument, MarkMessagesDocument } from "../generated/documents.js";
import type { EngagementMark, MarkFeedInput } from "../generated/operations.js";
import { canonicalJson } from "../json.js";
import { present, request } from "../transport/result.js";
import type { Transport } from "../transport/transport.js";
import type { FeedItem, JsonObject } from "../types.js";
import type { FeedHub } from "./hub.js";
import type { FeedHead, MarkTarget } from "./model.js";

// The API's limit of ids in one call.
const MAX_IDS = 100;

interface Answer {
  readonly items: readonly FeedItem[];
  readonly heads: readonly FeedHead[];
}

interface Job {
  /** Name of the pending mark. */
  readonly id: string;
  readonly mark: EngagementMark;
  readonly ids: readonly string[];
  /** Jobs of the same kind may share a call; null for those that may not. */
  readonly kind: string | null;
  send(ids: readonly string[]): Promise<Answer>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** A mark of all items. */
export interface MarkAllRequest {
  readonly feedKey: string;
  readonly input: MarkFeedInput & { readonly upToVersion: string };
  readonly signal?: AbortSignal;
}

/**
 * Sends marks one call at a time, in the order they were made, so that read and unread cannot overtake each other. What waits side by side
 * and asks for the same is sent together.
 */
export class MarkQueue {
  private readonly jobs: Job[] = [];
  private isRunning = false;
  private count = 0;
  private readonly prefix = Math.random().toString(36).slice(2);

  constructor(
    private readonly transport: Transport,
    private readonly hub: FeedHub,
  ) {}

  /** Marks items by id, however many. */
  async markItems(ids: readonly string[], mark: EngagementMark, metadata?: JsonObject): Promise<void> {
    const parts: Promise<void>[] = [];
    for (let start = 0; start < ids.length; start += MAX_IDS) {
      const part = ids.slice(start, start + MAX_IDS);
      const send = (all: readonly string[]) => this.sendItems({ ids: all, mark, metadata });
      parts.push(
        this.add({ kind: "ids", ids: part }, mark, null, { kind: mark + canonicalJson(metadata ?? null), send }),
      );
    }
    await Promise.all(parts);
  }

  /** Marks what matches in one feed, up to a version. */
  markFeed({ feedKey, input, signal }: MarkAllRequest): Promise<void> {
    const target: MarkTarget = { kind: "all", filter: input.filter ?? undefined, upToVersion: input.upToVersion };
    return this.add(target, input.mark, feedKey, { kind: null, send: () => this.sendFeed(input, signal) });
  }

  private add(
    target: MarkTarget,
    mark: EngagementMark,
    feedKey: string | null,
    how: Pick<Job, "kind" | "send">,
  ): Promise<void> {
    this.count += 1;
    const id = `${this.prefix}-${this.count}`;
    const at = new Date().toISOString();
    this.hub.publish({ type: "markStarted", mark: { id, mark, target, at, settledVersion: null } }, feedKey);
    return new Promise((resolve, reject) => {
      this.jobs.push({ ...how, id, mark, ids: target.kind === "ids" ? target.ids : [], resolve, reject });
      // Later in the same turn, so that marks made together are sent together.
      if (!this.isRunning) queueMicrotask(() => void this.run());
    });
  }

  private async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    for (let batch = this.take(); batch.length > 0; batch = this.take()) await this.send(batch);
    this.isRunning = false;
  }

  /** The first job and those right behind it that can go with it. */
  private take(): readonly Job[] {
    const [first] = this.jobs;
    if (first === undefined) return [];

    let idCount = 0;
    const end = this.jobs.findIndex((job) => {
      idCount += job.ids.length;
      return job !== first && (job.kind === null || job.kind !== first.kind || idCount > MAX_IDS);
    });
    return this.jobs.splice(0, end < 0 ? this.jobs.length : end);
  }

  private async send(batch: readonly Job[]): Promise<void> {
    const [first] = batch;
    if (first === undefined) return;
    try {
      const answer = await first.send([...new Set(batch.flatMap(({ ids }) => ids))]);
      for (const { id, resolve } of batch) {
        this.hub.publish({ type: "markSettled", id, ...answer }, null);
        resolve();
      }
    } catch (error) {
      for (const { id, reject } of batch) {
        this.hub.publish({ type: "markFailed", id }, null);
        reject(toCarillonError(error, "NETWORK_ERROR"));
      }
    }
  }

  private async sendItems(input: {
    readonly ids: readonly string[];
    readonly mark: EngagementMark;
    readonly metadata?: JsonObject;
  }): Promise<Answer> {
    const data = await request(this.transport, MarkMessagesDocument, { input }, { isIdempotent: true });
    const { messages, feeds } = present(data.markMessages);
    return { items: messages.filter((message) => message.__typename === "FeedItem"), heads: feeds };
  }

  private async sendFeed(input: MarkAllRequest["input"], signal?: AbortSignal): Promise<Answer> {
    // Safe to repeat because of `upToVersion`: what arrives between two tries stays untouched.
    const data = await request(this.transport, MarkFeedDocument, { input }, { isIdempotent: true, signal });
    return { items: [], heads: [present(data.markFeed).feed] };
  }
}
