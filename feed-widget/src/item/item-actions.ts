import type { FeedButton as ItemButton, FeedItem as Item } from "@carillon/client";
import type { KeyboardEvent, MouseEvent as ReactMouseEvent } from "react";

/** The actions on an item. */
export interface FeedItemActions {
  /** The item itself was chosen, by click or Enter. Where the event is that of a link, the browser follows it. */
  onOpen(item: Item, event: ReactMouseEvent | KeyboardEvent): void;
  /** A link within its words was followed. */
  onLink(item: Item, url: string, event: ReactMouseEvent): void;
  /** One of the buttons of its template was chosen. */
  onButton(item: Item, button: ItemButton, event: ReactMouseEvent): void;
  onToggleRead(item: Item): void;
  onArchive(item: Item): void;
  onUnarchive(item: Item): void;
  /** Takes it out of the list until a time. */
  onSnooze(item: Item, until: Date): void;
  /** Brings it back before its time. */
  onUnsnooze(item: Item): void;
  /** Pins it to the top of the list, or unpins it. */
  onTogglePin(item: Item): void;
}
