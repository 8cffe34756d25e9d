import { isNode, isShadowRoot } from "./dom-nodes.js";
/**
 * Calls `call` when a scroll container of the element scrolls. Returns a function that unsubscribes. Every
 * surrounding root has a listener, because scroll events do not leave a shadow root.
 */
export function onScrollAround(element: Node, call: () => void): () => void {
  const root = element.getRootNode();
  const listener = ({ target }: Event): void => {
    if (isNode(target) && target.contains(element)) call();
  };
  root.addEventListener("scroll", listener, { capture: true, passive: true });
  const stopOutside = isShadowRoot(root) ? onScrollAround(root.host, call) : null;
  return () => {
    root.removeEventListener("scroll", listener, { capture: true });
    stopOutside?.();
  };
}

/**
 * Calls `call` when the element may have moved, or when one of the two elements has changed its size. Returns a
 * function that unsubscribes.
 */
export function watchPlace(element: HTMLElement, other: HTMLElement, call: () => void): () => void {
  const view = element.ownerDocument.defaultView;
  const observer = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(call);
  for (const each of [element, other]) observer?.observe(each);
  const stopScroll = onScrollAround(element, call);
  view?.addEventListener("resize", call);
  return () => {
    observer?.disconnect();
    stopScroll();
    view?.removeEventListener("resize", call);
  };
}
