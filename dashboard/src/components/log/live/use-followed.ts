import { useMemo } from "react";
import { useShortcuts } from "../../../app/keys/keys.js";
import type { ListPlace, WatchRows } from "./live-list.js";
import { toggleLive } from "./live-switch.js";
import { useLiveRows, type LiveRows } from "./use-live-rows.js";

export interface FollowedOptions<Row> {
  /** The element that holds the table. */
  readonly tableId: string;
  readonly queryKey: readonly unknown[];
  readonly watchRows: WatchRows<Row>;
  readonly isOn: boolean;
  readonly hasPanel: boolean;
}

/** So little is scrolled that the list still stands at its top. */
const TOP_PX = 8;

/** The list as it goes on, with its keys. */
export function useFollowed<Row extends { readonly id: string }>(options: FollowedOptions<Row>): LiveRows {
  const { tableId, hasPanel, ...others } = options;
  const live = useLiveRows({
    ...others,
    place: placeOf(tableId, hasPanel),
    scrollToTop: () => scrollerOf(tableId)?.scrollTo({ top: 0 }),
  });
  const { takeNew } = live;
  useShortcuts(
    useMemo(
      () => [
        { keys: ".", label: "Show new rows", group: "List", run: takeNew },
        { keys: "l", label: "Follow what happens, or not", group: "List", run: toggleLive },
      ],
      [takeNew],
    ),
  );
  return live;
}

function scrollerOf(tableId: string): Element | null {
  return document.getElementById(tableId)?.querySelector("[role=table]")?.parentElement ?? null;
}

function rowHeightOf(tableId: string): number {
  const row = document.getElementById(tableId)?.querySelector("[role=row][aria-rowindex]:not([aria-rowindex='1'])");
  return row?.getBoundingClientRect().height ?? 1;
}

function placeOf(tableId: string, hasPanel: boolean): ListPlace {
  const scrolled = (): number => scrollerOf(tableId)?.scrollTop ?? 0;
  return {
    isAtTop: () => !hasPanel && scrolled() < TOP_PX,
    firstIndex: () => (scrolled() < TOP_PX ? 0 : Math.floor(scrolled() / rowHeightOf(tableId))),
    moveBy(rows) {
      // Drawn in the next frame, and as high as it is in the one after it.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => scrollerOf(tableId)?.scrollBy({ top: rows * rowHeightOf(tableId) })),
      );
    },
  };
}
