import type { EngagementMark } from "../../generated/operations.js";
import { canonicalJson } from "../../json.js";
import type { FeedFilter } from "../../types.js";
import { coversList, isUsual } from "../feed/filter-match.js";
import { satisfiesMark } from "../feed/marks.js";
import type { ItemChange } from "../../feed/item-mark.js";
import type { FeedModel } from "../../feed/model.js";
import { heldItem, viewOf } from "../feed/overlay.js";
import type { MarkDesk } from "./mark-desk.js";

// Simultaneous marks of more items than this are no double clicks.
const MAX_REMEMBERED = 500;

/**
 * Marks items, and remembers the last mark of each, so that a double click makes one call even if the item has left
 * the list.
 */
export class RecentMarks {
  readonly #last = new Map<string, string>();

  /** Applies the mark to those ids that it would change. */
  async make(marks: MarkDesk, model: FeedModel, ids: readonly string[], change: ItemChange): Promise<void> {
    const needed = this.#needed(model, ids, change);
    if (needed.length === 0) return;
    try {
      await marks.markItems(needed, change);
    } catch (error) {
      // The next attempt counts again.
      for (const id of needed) this.#last.delete(id);
      throw error;
    }
  }

  /** The ids that the mark would change; they count as marked from now on. */
  #needed(model: FeedModel, ids: readonly string[], change: ItemChange): readonly string[] {
    const { mark, metadata, until, isLinkClick } = change;
    const key = canonicalJson(change);
    const needed = ids.filter((id) => {
      const item = heldItem(model, id);
      if (item === undefined) return this.#last.get(id) !== key;
      if (!satisfiesMark(item, { mark, until, isLinkClick })) return true;
      return mark === "INTERACTED" && metadata !== undefined && this.#last.get(id) !== key;
    });
    for (const id of needed) this.#remember(id, key);
    return needed;
  }

  #remember(id: string, key: string): void {
    this.#last.delete(id);
    this.#last.set(id, key);
    const [oldest] = this.#last.keys();
    if (this.#last.size > MAX_REMEMBERED && oldest !== undefined) this.#last.delete(oldest);
  }
}

/** Whether marking all would change nothing, as far as the client knows. */
export function isNothingLeft(model: FeedModel, filter: FeedFilter | undefined, mark: EngagementMark): boolean {
  const isAsked = model.pending.some(
    ({ mark: asked, target, settledVersion }) =>
      settledVersion === null &&
      asked === mark &&
      target.kind === "all" &&
      target.upToVersion === model.version &&
      canonicalJson(target.filter) === canonicalJson(filter),
  );
  if (isAsked) return true;
  if (!coversList(model.filter, filter, mark)) return false;

  const { counts, areCountsExact } = viewOf(model);
  const { total, unread, unseen } = counts;
  if (!areCountsExact || !isUsual(model.filter)) return false;
  if (mark === "SEEN") return unseen === 0;
  if (mark === "READ") return unread === 0 && unseen === 0;
  return mark === "ARCHIVED" && total === 0;
}
