import type { FeedItem } from "@carillon/client";

/** The number of pinned items that are shown before the user asks for all. */
export const PINS_SHOWN = 3;

export interface PinnedSection {
  readonly shown: readonly FeedItem[];
  readonly rest: readonly FeedItem[];
  readonly shownCount: number;
  readonly totalCount: number;
}

/**
 * The list with its pinned items at the top, last pinned first, each item once. `further` are pinned items that the
 * list may not have loaded.
 */
export function withPinsOnTop(
  items: readonly FeedItem[],
  further: readonly FeedItem[],
  areAllShown: boolean,
): PinnedSection {
  // The list's own copy takes precedence, because it may be newer.
  const held = new Map(items.map((item) => [item.id, item]));
  const candidates = [...items, ...further.filter(({ id }) => !held.has(id))];
  const pins = candidates
    .filter(({ pinnedAt }) => pinnedAt !== null)
    .sort((a, b) => ((a.pinnedAt ?? "") < (b.pinnedAt ?? "") ? 1 : -1));
  if (pins.length === 0) return { shown: items, rest: items, shownCount: 0, totalCount: 0 };
  const top = areAllShown ? pins : pins.slice(0, PINS_SHOWN);
  const rest = items.filter(({ pinnedAt }) => pinnedAt === null);
  return { shown: [...top, ...rest], rest, shownCount: top.length, totalCount: pins.length };
}
