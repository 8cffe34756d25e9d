import { type KeyboardEvent, type RefObject, useCallback, useEffect, useRef } from "react";

const ITEM = "[data-carillon-item]";
const FOCUSABLE = "a[href], button:not(:disabled), input:not(:disabled), select, textarea, [tabindex]";

/**
 * Keys of the feed pattern (WAI-ARIA APG): Page Down and Page Up go from item to item, Control + End and Home out of the list
 * to what comes after and before it. When the item that has the focus goes away, its place in the list gets it.
 */
export function useFeedKeys(
  list: RefObject<HTMLElement | null>,
  shownIds: readonly string[],
): (event: KeyboardEvent) => void {
  useKeepFocus(list, shownIds);
  return useCallback(
    (event) => {
      const step = event.key === "PageDown" ? 1 : event.key === "PageUp" ? -1 : 0;
      const isOut = event.ctrlKey && (event.key === "End" || event.key === "Home");
      if (list.current === null || (step === 0 && !isOut)) return;
      const target = isOut ? neighbourOf(list.current, event.key === "End") : itemBeside(list.current, step);
      if (!target) return;
      event.preventDefault();
      target.focus();
    },
    [list],
  );
}

function itemBeside(list: HTMLElement, step: number): HTMLElement | undefined {
  const items = [...list.querySelectorAll<HTMLElement>(ITEM)];
  const at = items.findIndex((item) => item.contains(document.activeElement));
  return at < 0 ? items[0] : items[at + step];
}

/** The nearest element after (or before) the list that can be focused. */
function neighbourOf(list: HTMLElement, isAfter: boolean): HTMLElement | undefined {
  const side = isAfter ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
  const outside = [...document.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (element) =>
      element.tabIndex >= 0 && !list.contains(element) && (list.compareDocumentPosition(element) & side) !== 0,
  );
  return isAfter ? outside[0] : outside.at(-1);
}

function useKeepFocus(list: RefObject<HTMLElement | null>, shownIds: readonly string[]): void {
  const focused = useRef<{ id: string; index: number } | null>(null);
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const remember = (event: FocusEvent): void => {
      const item = event.target instanceof Element ? event.target.closest<HTMLElement>(ITEM) : null;
      const id = item?.dataset.carillonItem;
      const all = [...element.querySelectorAll(ITEM)];
      focused.current = item && id !== undefined ? { id, index: all.indexOf(item) } : null;
    };
    const forget = (event: FocusEvent): void => {
      // Focus that was lost to nothing may have been lost with its item.
      if (event.relatedTarget instanceof Node && !element.contains(event.relatedTarget)) focused.current = null;
    };
    element.addEventListener("focusin", remember);
    element.addEventListener("focusout", forget);
    return () => {
      element.removeEventListener("focusin", remember);
      element.removeEventListener("focusout", forget);
    };
  }, [list]);

  useEffect(() => {
    const was = focused.current;
    if (was === null || shownIds.includes(was.id)) return;
    focused.current = null;
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    const items = list.current?.querySelectorAll<HTMLElement>(ITEM);
    items?.[Math.min(was.index, items.length - 1)]?.focus();
  }, [list, shownIds]);
}
