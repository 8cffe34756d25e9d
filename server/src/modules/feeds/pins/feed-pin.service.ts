import { badInput } from "../../../platform/errors/index.js";
import type { Tx } from "../../../platform/postgres/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { Scope } from "../../requests/index.js";
import { EVERYTHING } from "../model/feed-filter.js";
import type { FeedMarkService, Marked } from "../marking/feed-mark.service.js";
import type { FeedRow } from "../feed-writer.repository.js";
import { keyOf } from "../marking/mark-writer.service.js";
import type { PinRepository } from "./pin.repository.js";

/** Pinned items of one feed: so that a list of them is one page, and finding them costs next to nothing. */
export const PINS_MAX = 50;

/** Pins items to the top of their feeds. An item is plain ⇄ pinned (`pinned_at` is set); archiving it ends that. */
export class FeedPinService {
  readonly #runtime: Runtime;
  readonly #marks: FeedMarkService;
  readonly #pins: PinRepository;

  constructor(runtime: Runtime, marks: FeedMarkService, pins: PinRepository) {
    this.#runtime = runtime;
    this.#marks = marks;
    this.#pins = pins;
  }

  /**
   * Pins all or none: refused if a feed would have more than PINS_MAX pinned items. Ids of items that the caller may not
   * mark are ignored.
   */
  pin(scope: Scope, ids: readonly string[]): Promise<Marked> {
    const marking = { mark: "PINNED" as const, filter: EVERYTHING, at: this.#at(), metadata: null };
    // Counted after the write: the feeds are locked, so no other call pins in the meantime.
    return this.#marks.markItems(scope, ids, { marking, check: (tx, feeds) => this.#checkRoom(tx, scope, feeds) });
  }

  unpin(scope: Scope, ids: readonly string[]): Promise<Marked> {
    const marking = { mark: "UNPINNED" as const, filter: EVERYTHING, at: this.#at(), metadata: null };
    return this.#marks.markItems(scope, ids, { marking });
  }

  async #checkRoom(tx: Tx, { environmentId }: Scope, feeds: readonly FeedRow[]): Promise<void> {
    const keys = feeds.map((row) => keyOf(environmentId, row));
    const counts = await this.#pins.counts(tx, environmentId, keys);
    const most = Math.max(...counts);
    if (most <= PINS_MAX) return;
    const message = `A feed holds ${PINS_MAX} pinned items at most, snoozed ones included; these would make it ${most}.`;
    throw badInput([{ path: ["ids"], code: "too_many", message }]);
  }

  #at(): Date {
    return new Date(this.#runtime.clock.now());
  }
}
