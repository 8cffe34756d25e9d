import { isShadowRoot } from "../dom-nodes.js";
interface Caret {
  readonly node: Node;
  readonly offset: number;
}

/**
 * Selects text of a link, from where the mouse button went down to where it goes up: browsers do not start a
 * selection inside a link.
 */
export function startSelection(link: HTMLElement, down: MouseEvent): void {
  const view = link.ownerDocument.defaultView;
  const selection = view?.getSelection();
  if (!view || !selection) return;
  down.preventDefault();
  link.focus({ preventScroll: true });
  selection.removeAllRanges();
  const anchor = caretAt(link, down);

  const onMove = (move: MouseEvent): void => {
    const end = caretAt(link, move);
    if (anchor && end) selection.setBaseAndExtent(anchor.node, anchor.offset, end.node, end.offset);
  };
  const onUp = (): void => {
    view.removeEventListener("mousemove", onMove);
    view.removeEventListener("mouseup", onUp, { capture: true });
  };
  view.addEventListener("mousemove", onMove);
  view.addEventListener("mouseup", onUp, { capture: true });
}

function caretAt(link: HTMLElement, { clientX, clientY }: MouseEvent): Caret | null {
  const { ownerDocument } = link;
  const root = link.getRootNode();
  if (typeof ownerDocument.caretPositionFromPoint === "function") {
    const shadowRoots = isShadowRoot(root) ? [root] : [];
    const caret = ownerDocument.caretPositionFromPoint(clientX, clientY, { shadowRoots });
    return caret && { node: caret.offsetNode, offset: caret.offset };
  }
  // Safari before 18.
  if (typeof ownerDocument.caretRangeFromPoint !== "function") return null;
  const range = ownerDocument.caretRangeFromPoint(clientX, clientY);
  return range && { node: range.startContainer, offset: range.startOffset };
}
