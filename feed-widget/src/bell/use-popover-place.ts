"use client";
import { type RefObject, useLayoutEffect } from "react";
import { watchPlace } from "../watch-place.js";

const GAP_PX = 8;
const EDGE_PX = 8;
/** Below this width the popover takes the whole width. */
const NARROW_PX = 480;

export interface Box {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export interface Place {
  readonly top: number;
  readonly left: number;
  readonly maxHeight: number;
}

/** Below the button, aligned with the button's end, inside the window; above the button if there is more room. */
export function placeBeside(
  button: Box,
  popover: { readonly width: number; readonly height: number },
  page: { readonly width: number; readonly height: number },
  isRightToLeft: boolean,
): Place {
  const room = { below: page.height - button.bottom - GAP_PX - EDGE_PX, above: button.top - GAP_PX - EDGE_PX };
  const isBelow = room.below >= Math.min(popover.height, room.above);
  const maxHeight = Math.max(160, isBelow ? room.below : room.above);
  const height = Math.min(popover.height, maxHeight);
  const wanted = isRightToLeft ? button.left : button.right - popover.width;
  const left = Math.max(EDGE_PX, Math.min(wanted, page.width - popover.width - EDGE_PX));
  return { top: isBelow ? button.bottom + GAP_PX : button.top - GAP_PX - height, left, maxHeight };
}

/** Keeps the popover next to its button while either moves or resizes. On narrow pages the style sheet positions it. */
export function usePopoverPlace(button: HTMLElement | null, popover: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const box = popover.current;
    const view = box?.ownerDocument.defaultView;
    if (button === null || !box || !view) return;
    const place = (): void => placeBox(button, box, view);
    place();
    return watchPlace(button, box, place);
  }, [button, popover]);
}

function placeBox(button: HTMLElement, box: HTMLElement, view: Window): void {
  const { innerWidth: width, innerHeight: height } = view;
  if (width < NARROW_PX) return box.removeAttribute("style");
  const size = { width: box.offsetWidth, height: box.offsetHeight };
  const isRightToLeft = view.getComputedStyle(button).direction === "rtl";
  const { top, left, maxHeight } = placeBeside(button.getBoundingClientRect(), size, { width, height }, isRightToLeft);
  const at = { top: parseFloat(box.style.top), left: parseFloat(box.style.left) };
  const now = box.getBoundingClientRect();
  // `fixed` is relative to an ancestor with a transform: the difference between the actual and the requested position is its
  // offset.
  const off = Number.isFinite(at.top) ? { top: now.top - at.top, left: now.left - at.left } : { top: 0, left: 0 };
  box.style.top = `${top - off.top}px`;
  box.style.left = `${left - off.left}px`;
  box.style.maxHeight = `min(var(--_height), ${maxHeight}px)`;
  if (!Number.isFinite(at.top)) placeBox(button, box, view);
}
