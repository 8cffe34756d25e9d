"use client";
import type { MouseEvent, ReactElement, ReactNode, RefObject } from "react";
import { interactionPart } from "../late/load-interaction.js";

export interface ItemLinkProps {
  readonly href: string;
  /** Id of the element whose text names the link. */
  readonly labelId: string;
  readonly linkRef: RefObject<HTMLAnchorElement | null>;
  /** The user followed the link: by click, by Enter, or into a new tab. */
  onFollow(event: MouseEvent): void;
  /** The text of the item, if it contains no links. */
  readonly children?: ReactNode;
}

/**
 * A real link: its context menu, middle click and clicks with a modifier work as usual. It contains the item's text,
 * which can be selected, and its area covers the whole item. If the text contains links, this link is empty and below
 * the text.
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
        // Selecting text does not follow the link. Clicks by Enter and by assistive technology have no detail.
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

/** Whether text of an element is selected. */
export function isSelected(element: Element): boolean {
  const root = element.getRootNode();
  const selection = (root as { getSelection?: () => Selection | null }).getSelection?.() ?? getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(element, true);
}

/** Whether a click opens the link in this tab. */
export function isPlainClick(event: {
  readonly button?: number;
  readonly metaKey: boolean;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}): boolean {
  return (event.button ?? 0) === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}
