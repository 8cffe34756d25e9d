import { badInput, type InputIssue } from "../../../platform/errors/index.js";
import { groupBy } from "../../../platform/group-by.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { Scope } from "../../requests/index.js";
import { EVERYTHING } from "../model/feed-filter.js";
import type { FeedHints } from "../model/feed-hints.js";
import { feedName } from "../model/feed-key.js";
import type { FeedMarkService, Marked } from "../marking/feed-mark.service.js";
import type { SnoozeMark } from "../../messages/pure.js";
import type { Marking } from "../marking/feed-marks.repository.js";
import type { FeedWriter } from "../feed-writer.repository.js";
import type { MarkWriter } from "../marking/mark-writer.service.js";
import type { DueItem, SnoozeRepository } from "./snooze.repository.js";

export interface FeedSnoozeDeps {
  snoozes: SnoozeRepository;
  marks: FeedMarkService;
  markWriter: MarkWriter;
  writer: FeedWriter;
  hints: FeedHints;
}

const DAY_MS = 86_400_000;
const DAYS_MAX = 366;
/** Items of one look, and of one transaction. */
const DUE_MAX = 500;

/**
 * Removes items from their feeds until a time. States of an item: in its feed ⇄ snoozed (`snoozed_until` is set); archiving
 * it ends both. Due items are found by their rows, so an item returns exactly once, also if no server ran at its time.
 */
export class FeedSnoozeService {
  readonly #runtime: Runtime;
  readonly #deps: FeedSnoozeDeps;

  constructor(runtime: Runtime, deps: FeedSnoozeDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** Ids that name no item that this caller may mark are passed over. */
  async snooze(scope: Scope, ids: readonly string[], until: Date): Promise<Marked> {
    const issues = this.#checkUntil(until);
    if (issues.length > 0) throw badInput(issues);
    return this.#deps.marks.markItems(scope, ids, { marking: { ...this.#marking("SNOOZED"), until } });
  }

  /** Items return now, as they were and where they were. */
  unsnooze(scope: Scope, ids: readonly string[]): Promise<Marked> {
    return this.#deps.marks.markItems(scope, ids, { marking: this.#marking("UNSNOOZED") });
  }

  /** Returns due items. A feed that fails is logged and retried at the next check; the others continue. */
  async returnDue(touch: () => Promise<void>): Promise<number> {
    let count = 0;
    for (;;) {
      const { database, clock } = this.#runtime;
      const due = await this.#deps.snoozes.due(database, new Date(clock.now()), DUE_MAX);
      let returnedCount = 0;
      for (const items of groupBy(due, ({ feed }) => feed.environmentId).values()) {
        returnedCount += await this.#tryToReturn(items);
      }
      count += returnedCount;
      // Nothing returned: the remaining items fail, and are retried at the next check.
      if (due.length < DUE_MAX || returnedCount === 0) return count;
      await touch();
    }
  }

  /** All at once, since many return at the same time of day; feed by feed where that fails. */
  async #tryToReturn(items: readonly DueItem[]): Promise<number> {
    try {
      return await this.#return(items);
    } catch (error) {
      const feeds = [...groupBy(items, ({ feed }) => feedName(feed)).values()];
      if (feeds.length === 1) {
        this.#runtime.log.warn({
          event: "feeds.return_failed",
          environmentId: items[0]?.feed.environmentId,
          err: error,
        });
        return 0;
      }
      let count = 0;
      for (const own of feeds) count += await this.#tryToReturn(own);
      return count;
    }
  }

  async #return(items: readonly DueItem[]): Promise<number> {
    const environmentId = items[0]?.feed.environmentId ?? 0;
    const feeds = items.map((item) => item.feed);
    const outcome = await this.#runtime.database.transaction(async (tx) => {
      const locked = await this.#deps.writer.lockExisting(tx, feeds);
      const work = { locked, keys: items, marking: this.#marking("RETURNED") };
      return this.#deps.markWriter.apply(tx, environmentId, work);
    });
    this.#deps.hints.publish(outcome.hints);
    return outcome.changedCount;
  }

  #marking(mark: SnoozeMark): Marking<SnoozeMark> {
    return { mark, filter: EVERYTHING, at: new Date(this.#runtime.clock.now()), metadata: null };
  }

  /** A time in the past is allowed: it may have passed during the call, and the item then returns at once. */
  #checkUntil(until: Date): InputIssue[] {
    if (until.getTime() <= this.#runtime.clock.now() + DAYS_MAX * DAY_MS) return [];
    const message = `An item can be snoozed for ${DAYS_MAX} days at most.`;
    return [{ path: ["until"], code: "out_of_range", message }];
  }
}
