import type { KeyboardEvent } from "react";
import { focusInRow } from "../list/use-keep-focus.js";
import { ROW } from "../list/row-window.js";

const FOCUSABLE = "a[href], button:not(:disabled), input:not(:disabled), select, textarea, [tabindex]";

/**
 * Keys of the feed pattern (WAI-ARIA APG): Page Down and Page Up move between items, Control + End and Home leave the list
 * forwards and backwards.
 */
export function moveByKey(event: KeyboardEvent, list: HTMLElement | null): void {
  const step = event.key === "PageDown" ? 1 : event.key === "PageUp" ? -1 : 0;
  const isOut = event.ctrlKey && (event.key === "End" || event.key === "Home");
  if (list === null || (step === 0 && !isOut)) return;
  if (isOut) {
    const target = neighbourOf(list, event.key === "End");
    if (!target) return;
    event.preventDefault();
    target.focus();
  } else {
    const row = rowBeside(list, step);
    if (row && focusInRow(row)) event.preventDefault();
  }
}

function rowBeside(list: HTMLElement, step: number): HTMLElement | undefined {
  const rows = [...list.querySelectorAll<HTMLElement>(`[${ROW}]`)];
  const root = list.getRootNode() as Document | ShadowRoot;
  const at = rows.findIndex((row) => row.contains(root.activeElement));
  return at < 0 ? rows[0] : rows[at + step];
}

/** The nearest element after (or before) the list that can be focused. */
function neighbourOf(list: HTMLElement, isAfter: boolean): HTMLElement | undefined {
  const side = isAfter ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
  const root = list.getRootNode() as Document | ShadowRoot;
  const outside = [...root.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (element) =>
      element.tabIndex >= 0 && !list.contains(element) && (list.compareDocumentPosition(element) & side) !== 0,
  );
  return isAfter ? outside[0] : outside.at(-1);
}
