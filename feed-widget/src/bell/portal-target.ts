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
  const root = anchor.getRootNode();
  return anchor.closest(MODAL) ?? fullScreenHolder(anchor) ?? (root instanceof ShadowRoot ? root : bodyOf(anchor));
}

function bodyOf(anchor: Element): Element {
  return anchor.ownerDocument.body;
}

function fullScreenHolder(anchor: Element): Element | null {
  const root = anchor.getRootNode();
  const shown = root instanceof ShadowRoot || root instanceof Document ? root.fullscreenElement : null;
  return shown?.contains(anchor) ? shown : null;
}
