import { isNode, isShadowRoot } from "./dom-nodes.js";
/**
 * Calls back when a scroll container of the element scrolls; returns a function that stops this. Every surrounding root has
 * a listener: scroll events do not leave a shadow root.
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

/** Calls back when the element may have moved, or it or the other one has changed its size; returns how to stop. */
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
