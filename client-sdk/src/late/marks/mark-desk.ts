import { abortedError } from "../../errors.js";
import type { ItemChange } from "../../feed/item-mark.js";
import { type Job, type MarkAnswer, type MarkInput, pendingMark } from "../../feed/mark-job.js";
import type { MarkStorage } from "../../feed/mark-storage.js";
import type { MarkTarget } from "../../feed/model.js";
import type { MarkFeedInput } from "../../generated/operations.js";
import { MAX_IDS } from "./mark-groups.js";
import { MarkQueue, type MarkQueueOptions } from "./mark-queue.js";

/** A mark of all items. */
export interface MarkAllRequest {
  readonly feedKey: string;
  readonly input: MarkFeedInput & { readonly upToVersion: string };
  readonly signal?: AbortSignal;
}

/** Takes marks, shows them at once, and passes them to the queue that sends them. */
export class MarkDesk {
  readonly #options: MarkQueueOptions;
  readonly #queue: MarkQueue;
  readonly #tab = Math.random().toString(36).slice(2);
  #count = 0;
  /** Identifies the person whose storage is used; null for none. */
  #personName: string | null = null;

  constructor(options: MarkQueueOptions) {
    this.#options = options;
    this.#queue = new MarkQueue(options);
  }

  /** Stores waiting marks under the person's name, and takes over those that other tabs left; once per person. */
  useStorage(storage: MarkStorage, personName: string): void {
    if (this.#personName === personName) return;
    this.#personName = personName;
    this.#queue.useStorage(storage, personName, this.#tab);
  }

  /** Marks any number of items by id. */
  async markItems(ids: readonly string[], change: ItemChange): Promise<void> {
    const parts: Promise<MarkAnswer>[] = [];
    for (let start = 0; start < ids.length; start += MAX_IDS) {
      const part = ids.slice(start, start + MAX_IDS);
      const { mark, until, isLinkClick } = change;
      const target: MarkTarget = { kind: "ids", ids: part };
      parts.push(this.#add({ mark, until, isLinkClick, target, feedKey: null, input: inputFor(part, change) }));
    }
    await Promise.all(parts);
  }

  /** Marks the matching items of one feed, up to a version. Safe to repeat, because later arrivals do not match. */
  async markFeed({ feedKey, input, signal }: MarkAllRequest): Promise<MarkAnswer["whole"]> {
    if (signal?.aborted) throw abortedError(signal);
    const target: MarkTarget = { kind: "all", filter: input.filter ?? undefined, upToVersion: input.upToVersion };
    const { whole } = await this.#add({ mark: input.mark, target, feedKey, input }, signal);
    return whole;
  }

  /** Sends everything at once. */
  flush(): void {
    this.#queue.flush();
  }

  /** Drops all marks, in memory and in storage; their promises reject. */
  forget(): void {
    this.#personName = null;
    this.#queue.forget();
  }

  #add(what: Omit<Job, "id" | "at">, signal?: AbortSignal): Promise<MarkAnswer> {
    this.#count += 1;
    const job: Job = { ...what, id: `${this.#tab}-${this.#count}`, at: new Date().toISOString() };
    this.#options.bus.publish({ type: "markStarted", mark: pendingMark(job) }, job.feedKey);
    return new Promise((resolve, reject) => this.#queue.add({ job, signal, resolve, reject }));
  }
}

function inputFor(ids: readonly string[], { mark, metadata, until, isLinkClick }: ItemChange): MarkInput {
  if (mark === "SNOOZED") return { ids, until: until ?? "" };
  if (mark === "UNSNOOZED" || mark === "PINNED" || mark === "UNPINNED") return { ids };
  // Omitted if false, because a server of an earlier release does not know the field.
  return isLinkClick ? { ids, mark, metadata, isLinkClick } : { ids, mark, metadata };
}
