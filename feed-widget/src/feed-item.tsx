import type { FeedButton as ItemButton, FeedItem as Item } from "@carillon/client";
import { type KeyboardEvent, type MouseEvent, type ReactElement, type ReactNode, memo, useId } from "react";
import { Avatar } from "./avatar.js";
import { useFeedContext } from "./context.js";
import { FeedContent } from "./feed-content.js";
import { ArchiveIcon, BellIcon, CheckIcon, UndoIcon } from "./icons.js";
import { actionUrlOf, buttonRowsOf } from "./item-parts.js";
import { relativeTime } from "./relative-time.js";
import { useNow } from "./use-now.js";

/** What a reader can do to an item. */
export interface FeedItemActions {
  /** The item itself was chosen, by click or Enter. */
  onOpen(item: Item, event: MouseEvent | KeyboardEvent): void;
  /** One of the buttons of its template was chosen. */
  onButton(item: Item, button: ItemButton, event: MouseEvent): void;
  onToggleRead(item: Item): void;
  onArchive(item: Item): void;
}

export interface FeedItemProps {
  readonly item: Item;
  readonly actions: FeedItemActions;
  /** Its place in the list, from 1. */
  readonly position: number;
  /** How many items the list has in all; -1 if that is not known. */
  readonly setSize: number;
  /** In place of the item's words. */
  readonly children?: ReactNode;
}

const ACTORS_SHOWN = 2;

/** One notification: who, what, when, and what can be done about it. */
export const FeedItem = memo(function FeedItem(props: FeedItemProps): ReactElement {
  const { item, actions, position, setSize, children } = props;
  const { labels } = useFeedContext();
  const id = useId();
  const isUnread = item.readAt === null;

  const open = (event: MouseEvent | KeyboardEvent): void => {
    if (!isControl(event.target, event.currentTarget)) actions.onOpen(item, event);
  };
  return (
    <article
      className="carillon-item"
      data-carillon-item={item.id}
      data-unread={isUnread || undefined}
      data-actionable={actionUrlOf(item) !== null || undefined}
      tabIndex={0}
      aria-posinset={position}
      aria-setsize={setSize}
      aria-labelledby={`${id}-what`}
      aria-describedby={`${id}-when`}
      onClick={open}
      onKeyDown={(event) => {
        if (event.key === "Enter" && event.target === event.currentTarget) open(event);
      }}
    >
      <Actors item={item} />
      <div className="carillon-item-main">
        <div id={`${id}-what`} className="carillon-item-what">
          {isUnread ? <span className="carillon-hidden">{`${labels.unreadMark}: `}</span> : null}
          {children ?? <FeedContent item={item} />}
        </div>
        <Buttons item={item} actions={actions} />
        <Facts item={item} id={`${id}-when`} />
      </div>
      <ItemMenu item={item} actions={actions} whatId={`${id}-what`} />
      {isUnread ? <span className="carillon-dot" aria-hidden="true" /> : null}
    </article>
  );
});

/** Links and buttons inside an item act for themselves. */
function isControl(target: EventTarget, item: EventTarget): boolean {
  if (!(target instanceof Element)) return false;
  const control = target.closest("a, button");
  return control !== null && item instanceof Node && item.contains(control);
}

function Actors({ item }: { readonly item: Item }): ReactElement {
  const { labels } = useFeedContext();
  const actors = item.actors ?? [];
  const more = item.actorCount - Math.min(actors.length, ACTORS_SHOWN);
  if (actors.length === 0) {
    return (
      <div className="carillon-actors">
        <span className="carillon-avatar carillon-avatar-none" aria-hidden="true">
          <BellIcon />
        </span>
      </div>
    );
  }
  return (
    <div className="carillon-actors" aria-hidden="true">
      {actors.slice(0, ACTORS_SHOWN).map((actor) => (
        <Avatar key={actor.id} actor={actor} />
      ))}
      {more > 0 ? <span className="carillon-actors-more">{labels.moreActors(more)}</span> : null}
    </div>
  );
}

function Buttons({ item, actions }: Pick<FeedItemProps, "item" | "actions">): ReactElement | null {
  const buttons = buttonRowsOf(item).flatMap((row) => row.buttons);
  if (buttons.length === 0) return null;
  return (
    <div className="carillon-item-buttons">
      {buttons.map((button, index) => (
        <a
          key={button.name}
          href={button.action}
          className={`carillon-button ${index === 0 ? "carillon-button-primary" : ""}`}
          onClick={(event) => actions.onButton(item, button, event)}
        >
          {button.label}
        </a>
      ))}
    </div>
  );
}

function Facts({ item, id }: { readonly item: Item; readonly id: string }): ReactElement {
  const { labels, locale } = useFeedContext();
  const nowMs = useNow();
  return (
    <p className="carillon-item-facts" id={id}>
      {/* The server's clock and zone are not the reader's: what they render may differ by a word. */}
      <time dateTime={item.createdAt} title={new Date(item.createdAt).toLocaleString(locale)} suppressHydrationWarning>
        {relativeTime(item.createdAt, nowMs, locale)}
      </time>
      {item.activityCount > 1 ? <span>{labels.activities(item.activityCount)}</span> : null}
      {item.tenant?.name ? <span>{item.tenant.name}</span> : null}
    </p>
  );
}

interface ItemMenuProps extends Pick<FeedItemProps, "item" | "actions"> {
  readonly whatId: string;
}

function ItemMenu({ item, actions, whatId }: ItemMenuProps): ReactElement {
  const { labels } = useFeedContext();
  const isUnread = item.readAt === null;
  const readLabel = isUnread ? labels.markRead : labels.markUnread;
  return (
    <div className="carillon-item-menu">
      <button
        type="button"
        className="carillon-icon-button"
        aria-label={readLabel}
        aria-describedby={whatId}
        title={readLabel}
        onClick={() => actions.onToggleRead(item)}
      >
        {isUnread ? <CheckIcon /> : <UndoIcon />}
      </button>
      {item.archivedAt === null ? (
        <button
          type="button"
          className="carillon-icon-button"
          aria-label={labels.archive}
          aria-describedby={whatId}
          title={labels.archive}
          onClick={() => actions.onArchive(item)}
        >
          <ArchiveIcon />
        </button>
      ) : null}
    </div>
  );
}
