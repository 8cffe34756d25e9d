"use client";
import type { MouseEvent, ReactElement, ReactNode, RefObject } from "react";
import { interactionPart } from "../late/load-interaction.js";

export interface ItemLinkProps {
  readonly href: string;
  /** Id of the element whose words name the link. */
  readonly labelId: string;
  readonly linkRef: RefObject<HTMLAnchorElement | null>;
  /** The link was followed, in whatever way: click, Enter, or to a tab of its own. */
  onFollow(event: MouseEvent): void;
  /** The words of the item, where no link is among them. */
  readonly children?: ReactNode;
}

/**
 * A real link: its menu, a middle click and a click with a modifier are the browser's own. It holds the words of the item, which can be
 * selected, and its area reaches over the whole item. Where the words hold links themselves, it is empty and
 * lies below them.
 */
export function ItemLink({ href, labelId, linkRef, onFollow, children }: ItemLinkProps): ReactElement {
  return (
    <a
      ref={linkRef}
      className="carillon-item-link"
      href={href}
      aria-labelledby={children === null ? labelId : undefined}
      draggable={false}
      onMouseDown={(event) => {
        if (isPlainClick(event)) interactionPart.now()?.startSelection(event.currentTarget, event.nativeEvent);
      }}
      onClick={(event) => {
        // Whoever selects words does not follow them. Enter and assistive technology click with no detail.
        if (event.detail > 0 && isSelected(event.currentTarget)) event.preventDefault();
        else onFollow(event);
      }}
      onAuxClick={(event) => {
        if (event.button === 1) onFollow(event);
      }}
    >
      {children}
    </a>
  );
}

/** Whether words of an element are selected. */
export function isSelected(element: Element): boolean {
  const root = element.getRootNode();
  const selection = (root as { getSelection?: () => Selection | null }).getSelection?.() ?? getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(element, true);
}

/** Whether a click is one that stays in this tab. */
export function isPlainClick(event: {
  readonly button?: number;
  readonly metaKey: boolean;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}): boolean {
  return (event.button ?? 0) === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}
