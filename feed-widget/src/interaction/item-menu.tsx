"use client";
import type { FeedItem as Item } from "@carillon/client";
import type { ReactElement, ReactNode, RefObject } from "react";
import { PinIcon } from "../icons.js";
import { useFeedContext } from "../provider/context.js";
import type { FeedItemActions } from "../item/item-actions.js";
import { ArchiveIcon, CheckIcon, ClockIcon, UnarchiveIcon, UndoIcon, UnpinIcon } from "./action-icons.js";

export interface ItemMenuProps {
  readonly item: Item;
  readonly actions: FeedItemActions;
  readonly whatId: string;
  readonly snoozeId: string;
  readonly snoozeRef: RefObject<HTMLButtonElement | null>;
  readonly isSnoozing: boolean;
  onToggleSnoozing(): void;
}

/** The actions on an item other than opening it. */
export function ItemMenu(props: ItemMenuProps): ReactElement {
  const { item, actions, whatId, snoozeId, snoozeRef, isSnoozing, onToggleSnoozing } = props;
  const { labels } = useFeedContext();
  const isUnread = item.readAt === null;
  const button = (label: string, icon: ReactNode, onClick: () => void, shortcut?: string): ReactElement => (
    <button
      type="button"
      className="carillon-icon-button"
      aria-label={label}
      aria-describedby={whatId}
      aria-keyshortcuts={shortcut}
      title={label}
      onClick={onClick}
    >
      {icon}
    </button>
  );
  return (
    <div className="carillon-item-menu">
      {button(isUnread ? labels.markRead : labels.markUnread, isUnread ? <CheckIcon /> : <UndoIcon />, () =>
        actions.onToggleRead(item),
      )}
      {button(
        item.pinnedAt === null ? labels.pin : labels.unpin,
        item.pinnedAt === null ? <PinIcon /> : <UnpinIcon />,
        () => actions.onTogglePin(item),
        "P",
      )}
      {item.snoozedUntil === null ? (
        <button
          ref={snoozeRef}
          type="button"
          className="carillon-icon-button"
          aria-label={labels.snooze}
          aria-describedby={whatId}
          aria-expanded={isSnoozing}
          aria-controls={isSnoozing ? snoozeId : undefined}
          title={labels.snooze}
          onClick={onToggleSnoozing}
        >
          <ClockIcon />
        </button>
      ) : (
        button(labels.unsnooze, <ClockIcon />, () => actions.onUnsnooze(item))
      )}
      {item.archivedAt === null
        ? button(labels.archive, <ArchiveIcon />, () => actions.onArchive(item))
        : button(labels.unarchive, <UnarchiveIcon />, () => actions.onUnarchive(item))}
    </div>
  );
}
