/** The visible part of a list, in pixels of the window. */
export interface Sight {
  /** The top of the list. */
  readonly listTop: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * The part of the window in which a list is visible. The list scrolls in its own box, or with the page if its height
 * is not limited.
 */
export function sightOf(list: HTMLElement, box: HTMLElement): Sight {
  const view = list.ownerDocument.defaultView;
  const { top, bottom } = box.getBoundingClientRect();
  return {
    listTop: list.getBoundingClientRect().top,
    top: Math.max(0, top),
    bottom: Math.min(view?.innerHeight ?? bottom, bottom),
  };
}

/** The element that scrolls the list: its own box, an ancestor, or the page. */
export function scrollerOf(box: HTMLElement): Element {
  for (let element: Element | null = box; element !== null; element = element.parentElement) {
    if (canScroll(element)) return element;
  }
  return box.ownerDocument.scrollingElement ?? box.ownerDocument.documentElement;
}

/** Whether the box of a list scrolls itself. If its height is not limited, the page scrolls. */
export function canScroll(element: Element): boolean {
  if (element.scrollHeight <= element.clientHeight + 1) return false;
  const { overflowY } = getComputedStyle(element);
  return overflowY === "auto" || overflowY === "scroll";
}
