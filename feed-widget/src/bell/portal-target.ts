import { isShadowRoot } from "../dom-nodes.js";
/**
 * The parent of a popover in the page: an element, a shadow root, or a function that returns one when the popover
 * opens.
 */
export type PopoverContainer = Element | DocumentFragment | (() => Element | DocumentFragment | null) | null;

/** Elements that make the rest of the page inert while they are open, or that have their own styles. */
const MODAL = "dialog, [role='dialog'], [role='alertdialog'], [aria-modal='true'], [popover]";

/**
 * The parent of a popover that is visible and reachable from its button: the given container; the modal dialog or
 * full-screen element around the button; the button's shadow root, which has its styles; else the body of the button's
 * document.
 */
export function portalTarget(given: PopoverContainer | undefined, anchor: Element | null): Element | DocumentFragment {
  const container = typeof given === "function" ? given() : given;
  if (container) return container;
  if (anchor === null) return document.body;
  // Or the element is detached: then no element is in full screen.
  const root = anchor.getRootNode() as Document | ShadowRoot;
  const shown = root.fullscreenElement;
  const holder = shown?.contains(anchor) ? shown : null;
  return anchor.closest(MODAL) ?? holder ?? (isShadowRoot(root) ? root : anchor.ownerDocument.body);
}
