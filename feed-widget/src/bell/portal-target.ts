import { isShadowRoot } from "../dom-nodes.js";
/** Where a popover is put into the page: an element, a shadow root, or a function that finds one when the popover opens. */
export type PopoverContainer = Element | DocumentFragment | (() => Element | DocumentFragment | null) | null;

/** What keeps the rest of the page from being reached while it is open, or gives it styles of its own. */
const MODAL = "dialog, [role='dialog'], [role='alertdialog'], [aria-modal='true'], [popover]";

/**
 * Where a popover must lie to be seen and reached from its button: in the container that was given; in the modal dialog or the full-screen
 * element that holds the button; in the button's shadow root, where its styles are; else at the end of the button's document.
 */
export function portalTarget(given: PopoverContainer | undefined, anchor: Element | null): Element | DocumentFragment {
  const container = typeof given === "function" ? given() : given;
  if (container) return container;
  if (anchor === null) return document.body;
  // Or an element that is in no page: that has nothing in full screen.
  const root = anchor.getRootNode() as Document | ShadowRoot;
  const shown = root.fullscreenElement;
  const holder = shown?.contains(anchor) ? shown : null;
  return anchor.closest(MODAL) ?? holder ?? (isShadowRoot(root) ? root : anchor.ownerDocument.body);
}
