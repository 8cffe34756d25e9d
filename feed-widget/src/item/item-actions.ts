import type { FeedButton as ItemButton, FeedItem as Item } from "@carillon/client";
import type { KeyboardEvent, MouseEvent as ReactMouseEvent } from "react";

/** The actions on an item. */
export interface FeedItemActions {
  /** The user chose the item by click or Enter. If the event is on a link, the browser follows the link. */
  onOpen(item: Item, event: ReactMouseEvent | KeyboardEvent): void;
  /** The user followed a link in the item's text. */
  onLink(item: Item, url: string, event: ReactMouseEvent): void;
  /** The user chose one of the buttons of the item's template. */
  onButton(item: Item, button: ItemButton, event: ReactMouseEvent): void;
  onToggleRead(item: Item): void;
  onArchive(item: Item): void;
  onUnarchive(item: Item): void;
  /** Removes the item from the list until a time. */
  onSnooze(item: Item, until: Date): void;
  /** Returns the item before its time. */
  onUnsnooze(item: Item): void;
  /** Pins it to the top of the list, or unpins it. */
  onTogglePin(item: Item): void;
}
