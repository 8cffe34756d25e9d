"use client";
import type { FeedItem } from "@carillon/client";
import { type ReactElement, useRef } from "react";
import type { FeedItemActions } from "../item/item-actions.js";
import { ItemMenu } from "./item-menu.js";
import { SnoozePanel } from "./snooze-panel.js";

export interface ItemTailProps {
  readonly item: FeedItem;
  readonly actions: FeedItemActions;
  /** The prefix of the ids of the item's elements. */
  readonly id: string;
  readonly isSnoozing: boolean;
  onSnoozing(isSnoozing: boolean): void;
}

/** The buttons of an item, and its choice of snooze times. */
export function ItemTail({ item, actions, id, isSnoozing, onSnoozing }: ItemTailProps): ReactElement {
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <ItemMenu
        item={item}
        actions={actions}
        whatId={`${id}-what`}
        snoozeId={`${id}-snooze`}
        snoozeRef={button}
        isSnoozing={isSnoozing}
        onToggleSnoozing={() => onSnoozing(!isSnoozing)}
      />
      {isSnoozing ? (
        <SnoozePanel
          id={`${id}-snooze`}
          item={item}
          onSnooze={(snoozed, until) => {
            onSnoozing(false);
            actions.onSnooze(snoozed, until);
          }}
          onClose={() => {
            onSnoozing(false);
            button.current?.focus();
          }}
        />
      ) : null}
    </>
  );
}
