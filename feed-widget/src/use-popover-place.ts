import { type RefObject, useLayoutEffect } from "react";

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

/** Below the button, its end at the button's end, inside the window; above it when there is more room. */
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

/** Keeps the popover beside its button while the page scrolls and changes size; on narrow pages the style sheet places it. */
export function usePopoverPlace(
  button: RefObject<HTMLElement | null>,
  popover: RefObject<HTMLElement | null>,
  isOpen: boolean,
): void {
  useLayoutEffect(() => {
    if (!isOpen) return;
    const place = (): void => {
      const [from, box] = [button.current, popover.current];
      if (from === null || box === null) return;
      const { innerWidth: width, innerHeight: height } = window;
      if (width < NARROW_PX) return box.removeAttribute("style");
      const size = { width: box.offsetWidth, height: box.offsetHeight };
      const isRightToLeft = getComputedStyle(from).direction === "rtl";
      const { top, left, maxHeight } = placeBeside(
        from.getBoundingClientRect(),
        size,
        { width, height },
        isRightToLeft,
      );
      box.style.top = `${top}px`;
      box.style.left = `${left}px`;
      box.style.maxHeight = `${maxHeight}px`;
    };
    place();
    window.addEventListener("resize", place);
    window.addEventListener("scroll", place, { capture: true, passive: true });
    return () => {
      window.removeEventListener("resize", place);
      window.removeEventListener("scroll", place, { capture: true });
    };
  }, [button, popover, isOpen]);
}
