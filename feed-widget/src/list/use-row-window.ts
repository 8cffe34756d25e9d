"use client";
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useLatest } from "../feed/use-latest.js";
import {
  firstRange,
  rangeBetween,
  ROW,
  RowHeights,
  type RowRange,
  type Segment,
  segmentsOf,
  WINDOW_FROM,
} from "./row-window.js";
import { scrollerOf, sightOf } from "./viewport.js";
import { watchPlace } from "../watch-place.js";
import { isElement } from "../dom-nodes.js";

/** A visible row, and its distance from the beginning of the scrolled content. */
interface Anchor {
  readonly id: string;
  readonly contentTop: number;
}

/**
 * The rendered rows: all rows of a short list; of a long list those near the screen, and the focused one. Rows are
 * measured when they are rendered. While the list is scrolled, visible rows keep their position, even if rows above
 * them change.
 */
export function useRowWindow(
  list: RefObject<HTMLElement | null>,
  box: RefObject<HTMLElement | null>,
  ids: readonly string[],
): readonly Segment[] {
  const isLong = ids.length > WINDOW_FROM;
  const [heights] = useState(() => new RowHeights());
  const [measured, setMeasured] = useState(0);
  const [range, setRange] = useState<RowRange>(() => firstRange(ids.length));
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const anchor = useRef<Anchor | null>(null);
  const offsets = useMemo(() => heights.offsets(ids), [heights, ids, measured]);

  const look = useCallback(() => {
    const [rows, element] = [list.current, box.current];
    if (rows === null || element === null) return;
    const { listTop, top, bottom } = sightOf(rows, element);
    if (bottom - top <= 0 && rows.offsetHeight === 0) return;
    const next = rangeBetween(offsets, top - listTop, bottom - listTop);
    setRange((before) => (before.start === next.start && before.end === next.end ? before : next));
    anchor.current = listTop >= top ? null : anchorIn(rows, element, top);
  }, [list, box, offsets]);

  useLayoutEffect(() => {
    const [rows, element] = [list.current, box.current];
    if (!isLong || rows === null || element === null) return;
    keepInSight(rows, element, anchor.current);
    let isNew = false;
    for (const row of rows.querySelectorAll<HTMLElement>(`[${ROW}]`)) {
      isNew = heights.set(row.getAttribute(ROW) ?? "", row.offsetHeight) || isNew;
    }
    heights.keep(ids);
    if (isNew) setMeasured((count) => count + 1);
    look();
  });
  useSightChanges(list, box, isLong, look);
  useEffect(() => {
    const rows = list.current;
    // A short list always renders all rows.
    if (!isLong || rows === null) return;
    const onFocus = ({ target }: FocusEvent): void => {
      setFocusedId(isElement(target) ? (target.closest(`[${ROW}]`)?.getAttribute(ROW) ?? null) : null);
    };
    rows.addEventListener("focusin", onFocus);
    return () => rows.removeEventListener("focusin", onFocus);
  }, [list, isLong]);

  return useMemo(() => {
    if (!isLong) return ids.length === 0 ? [] : [{ kind: "rows", start: 0, end: ids.length }];
    return segmentsOf(offsets, range, focusedId === null ? -1 : ids.indexOf(focusedId));
  }, [isLong, ids, offsets, range, focusedId]);
}

/** Calls `onChange` when the user scrolls, or anything changes its size. */
function useSightChanges(
  list: RefObject<HTMLElement | null>,
  box: RefObject<HTMLElement | null>,
  isWanted: boolean,
  onChange: () => void,
): void {
  const latest = useLatest(onChange);
  useEffect(() => {
    const [rows, element] = [list.current, box.current];
    if (!isWanted || !rows || !element) return;
    return watchPlace(rows, element, () => latest.current());
  }, [list, box, isWanted]);
}

/** The first visible row. */
function anchorIn(rows: HTMLElement, box: HTMLElement, top: number): Anchor | null {
  for (const row of rows.querySelectorAll<HTMLElement>(`[${ROW}]`)) {
    const place = row.getBoundingClientRect();
    if (place.bottom > top)
      return { id: row.getAttribute(ROW) ?? "", contentTop: place.top + scrollerOf(box).scrollTop };
  }
  return null;
}

function keepInSight(rows: HTMLElement, box: HTMLElement, anchor: Anchor | null): void {
  if (anchor === null) return;
  const row = rows.querySelector(`[${ROW}="${CSS.escape(anchor.id)}"]`);
  if (row === null) return;
  const scroller = scrollerOf(box);
  const movedPx = row.getBoundingClientRect().top + scroller.scrollTop - anchor.contentTop;
  if (Math.abs(movedPx) >= 1) scroller.scrollTop += movedPx;
}
