"use client";
import { type RefObject, useEffect, useRef } from "react";
import { ROW } from "./row-window.js";
import { isElement, isNode } from "../dom-nodes.js";

const FOCUSABLE = "a[href], button:not(:disabled), input:not(:disabled), select, textarea, [tabindex]";

/** The last focused element, to find a substitute when it is removed. */
interface Focused {
  readonly element: Element;
  /** The item that contains it; null if it is outside the items. */
  readonly id: string | null;
  /** The index of the item in the list. */
  index: number;
  /** Whether it is after the items; a removed element has no position. */
  readonly isAtEnd: boolean;
  /** The length of the list. */
  readonly count: number;
}

/**
 * If the focused element is removed or disabled, a nearby element gets the focus instead of the body: for an item,
 * the one at its index; for the button "Load older", the first loaded item; for the button for new items, the first
 * item; otherwise the feed.
 */
export function useKeepFocus(
  list: RefObject<HTMLElement | null>,
  shownIds: readonly string[],
  lastFocused: RefObject<Element | null>,
): void {
  const focused = useRef<Focused | null>(null);
  const ids = useRef(shownIds);
  ids.current = shownIds;

  useEffect(() => {
    const root = list.current?.closest<HTMLElement>(".carillon-feed");
    if (!root) return;
    const page = root.ownerDocument;
    const remember = ({ target }: Pick<FocusEvent, "target">): void => {
      if (!isElement(target)) return;
      const id = target.closest(`[${ROW}]`)?.getAttribute(ROW) ?? null;
      focused.current = {
        element: target,
        id,
        index: id === null ? -1 : ids.current.indexOf(id),
        isAtEnd: target.closest(".carillon-end") !== null,
        count: ids.current.length,
      };
    };
    const active = activeIn(root);
    if (active !== null && root.contains(active)) remember({ target: active });
    // It went away before this was there to watch it.
    else if (active === null && lastFocused.current?.isConnected === false) root.focus({ preventScroll: true });
    const forget = ({ target }: FocusEvent): void => {
      if (isNode(target) && !target.contains(root) && !root.contains(target)) focused.current = null;
    };
    // A click on an unfocusable element gives up the focus.
    const onPress = (): void => void setTimeout(() => activeIn(root) === null && (focused.current = null), 0);
    const changes = new MutationObserver((records) => {
      keepMoved(root, focused.current, records);
      recover(root, list.current, focused, ids.current);
    });
    changes.observe(root, { childList: true, subtree: true, attributeFilter: ["disabled", "hidden"] });
    root.addEventListener("focusin", remember);
    page.addEventListener("focusin", forget);
    page.addEventListener("pointerdown", onPress);
    return () => {
      changes.disconnect();
      root.removeEventListener("focusin", remember);
      page.removeEventListener("focusin", forget);
      page.removeEventListener("pointerdown", onPress);
    };
  }, [list, lastFocused]);

  useEffect(() => {
    const root = list.current?.closest<HTMLElement>(".carillon-feed");
    if (root) recover(root, list.current, focused, shownIds);
    const was = focused.current;
    const index = was?.id ? shownIds.indexOf(was.id) : -1;
    // Arrivals change its index.
    if (was && index >= 0) was.index = index;
  }, [list, shownIds]);
}

/** Browsers blur an element whose row is moved in the list, for instance by a pin. */
function keepMoved(root: HTMLElement, was: Focused | null, records: readonly MutationRecord[]): void {
  if (!isElement(was?.element) || !was.element.isConnected || activeIn(root) !== null) return;
  const isMoved = records.some(({ addedNodes }) => [...addedNodes].some((node) => node.contains(was.element)));
  if (isMoved) was.element.focus({ preventScroll: true });
}

function recover(
  root: HTMLElement,
  list: HTMLElement | null,
  focused: { current: Focused | null },
  ids: readonly string[],
): void {
  const was = focused.current;
  if (was === null || (was.element.isConnected && !was.element.matches(":disabled, [hidden]"))) return;
  focused.current = null;
  const active = activeIn(root);
  // Browsers blur a disabled button only when they paint.
  if (active !== null && active !== was.element) return;
  if (list === null || !focusNear(list, was, ids)) root.focus({ preventScroll: true });
}

/** Focuses the item that had the focus, or a nearby one. Returns whether there is one. */
function focusNear(list: HTMLElement, was: Focused, ids: readonly string[]): boolean {
  if (was.id !== null && ids.includes(was.id)) return focusRow(list, was.id);
  if (was.id === null && !was.isAtEnd && !was.element.matches(".carillon-new")) return false;
  const index = was.id !== null ? was.index : was.isAtEnd ? was.count : 0;
  const next = ids[Math.min(index, ids.length - 1)];
  return next !== undefined && focusRow(list, next);
}

/** The focused element, unless it is the body. */
function activeIn(root: HTMLElement): Element | null {
  const active = (root.getRootNode() as Document | ShadowRoot).activeElement;
  return active === null || active === root.ownerDocument.body || active === root.ownerDocument.documentElement
    ? null
    : active;
}

/** Focuses an item. Returns whether the item exists. */
export function focusRow(list: HTMLElement, id: string): boolean {
  const row = list.querySelector<HTMLElement>(`[${ROW}="${CSS.escape(id)}"]`);
  return row !== null && focusInRow(row);
}

/** The article of an item, or a focusable element of a custom item. */
export function focusInRow(row: Element): boolean {
  const target = row.querySelector<HTMLElement>("[data-carillon-item]") ?? row.querySelector<HTMLElement>(FOCUSABLE);
  target?.focus();
  return target !== null;
}
