import { useEffect, useState, type RefObject } from "react";

/** The rows that are drawn: from `start`, without `end`. */
export interface RowWindow {
  readonly start: number;
  readonly end: number;
}

/** Rows beyond the screen that are drawn too, so that keys and the wheel find them. */
const OVERSCAN = 12;
/** Before the screen's height is known. */
const FIRST_ROWS = 40;

/** Which rows of the same height are near the screen. */
export function useRowWindow(scroller: RefObject<HTMLElement | null>, count: number, rowPx: number): RowWindow {
  const [shown, setShown] = useState<RowWindow>({ start: 0, end: FIRST_ROWS });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = (): void => {
      const first = Math.floor(element.scrollTop / rowPx);
      const start = Math.max(0, first - OVERSCAN);
      const end = first + Math.ceil(element.clientHeight / rowPx) + OVERSCAN;
      setShown((before) => (before.start === start && before.end === end ? before : { start, end }));
    };
    look();
    element.addEventListener("scroll", look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      element.removeEventListener("scroll", look);
      observer.disconnect();
    };
  }, [scroller, rowPx]);
  // The list may have become shorter since.
  const end = Math.min(count, shown.end);
  return { start: Math.min(shown.start, Math.max(0, end - FIRST_ROWS)), end };
}
