"use client";
import type { FeedItem as Item } from "@carillon/client";
import { actionUrlOf } from "@carillon/client/safety";
import {
  type KeyboardEvent,
  type MouseEvent as ReactMouseEvent,
  type ReactElement,
  type ReactNode,
  memo,
  useId,
  useRef,
  useState,
} from "react";
import { Avatar, IconAvatar } from "./avatar.js";
import { useListContext } from "../provider/list-context.js";
import { FeedContent, hasLinks } from "./feed-content.js";
import { BellIcon, PinIcon } from "../icons.js";
import { interactionPart } from "../late/load-interaction.js";
import { useLoadedPart } from "../late/use-late-part.js";
import { isSelected, ItemLink } from "./item-link.js";
import type { FeedItemActions } from "./item-actions.js";
import { buttonRowsOf } from "./item-parts.js";
import { relativeTime } from "./relative-time.js";
import { useNow } from "./use-now.js";
import { isElement } from "../dom-nodes.js";

export interface FeedItemProps {
  readonly item: Item;
  readonly actions: FeedItemActions;
  /** The index in the list, from 1. */
  readonly position: number;
  /** The number of items in the list; -1 if unknown. */
  readonly setSize: number;
  /** Replaces the item's text. */
  readonly children?: ReactNode;
}

const ACTORS_SHOWN = 2;

/** One notification: actor, content, time, and actions. */
export const FeedItem = memo(function FeedItem(props: FeedItemProps): ReactElement {
  const { item, actions, position, setSize, children } = props;
  const { labels, linkSchemes } = useListContext();
  const id = useId();
  const link = useRef<HTMLAnchorElement>(null);
  const [isSnoozing, setSnoozing] = useState(false);
  const interaction = useLoadedPart(interactionPart);
  const isUnread = item.readAt === null;
  const url = actionUrlOf(item, linkSchemes);

  const open = (event: ReactMouseEvent | KeyboardEvent): void => {
    if (url === null) actions.onOpen(item, event);
    // A click around the link follows the link, with any modifier keys.
    else if (link.current !== null) clickLike(event, link.current);
  };
  const onClick = (event: ReactMouseEvent): void => {
    const { target, currentTarget } = event;
    if (!isElement(target) || !currentTarget.contains(target)) return;
    const anchor = target.closest<HTMLAnchorElement>(".carillon-text a[href]");
    if (anchor && currentTarget.contains(anchor)) {
      if (event.button <= 1) actions.onLink(item, anchor.getAttribute("href") ?? "", event);
    } else if (event.button <= 1 && !isControl(target, currentTarget) && !isSelected(currentTarget)) open(event);
  };
  // A link cannot contain another one: in that case it is below the text, which passes clicks on to it.
  const isAround = url !== null && children === undefined && !hasLinks(item);
  const linkAround = (words: ReactNode): ReactNode =>
    url === null ? null : (
      <ItemLink
        href={url}
        labelId={`${id}-what`}
        linkRef={link}
        onFollow={(event) => {
          event.stopPropagation();
          actions.onOpen(item, event);
        }}
      >
        {words}
      </ItemLink>
    );
  return (
    // Not <article>, because hosts often style that element.
    <div
      role="article"
      className="carillon-item"
      data-carillon-item={item.id}
      data-unread={isUnread || undefined}
      data-snoozing={isSnoozing || undefined}
      data-actionable={url !== null || undefined}
      // With a link, the link is the Tab stop; Page Down and Page Up reach the article anyway.
      tabIndex={url === null ? 0 : -1}
      aria-posinset={position}
      aria-setsize={setSize}
      aria-labelledby={`${id}-what`}
      aria-describedby={`${id}-when`}
      onClick={onClick}
      onAuxClick={onClick}
      onKeyDown={(event) => {
        if (interaction?.isPinKey(event)) actions.onTogglePin(item);
        if (event.key !== "Enter" || event.target !== event.currentTarget) return;
        // Otherwise the browser would click the newly focused element: the bell, which would open its popover again.
        event.preventDefault();
        open(event);
      }}
    >
      {isAround ? null : linkAround(null)}
      <Actors item={item} />
      <div className="carillon-item-main">
        <div id={`${id}-what`} className="carillon-item-what">
          {isUnread ? <span className="carillon-hidden">{`${labels.unreadMark}: `}</span> : null}
          {children ?? <FeedContent item={item} wrap={isAround ? linkAround : undefined} />}
        </div>
        <Buttons item={item} actions={actions} />
        <Facts item={item} id={`${id}-when`} />
      </div>
      {isUnread ? <span className="carillon-dot" aria-hidden="true" /> : null}
      {interaction === null ? null : (
        <interaction.ItemTail item={item} actions={actions} id={id} isSnoozing={isSnoozing} onSnoozing={setSnoozing} />
      )}
    </div>
  );
});

/** Clicks a link with the modifier keys of another event. */
function clickLike(event: ReactMouseEvent | KeyboardEvent, link: HTMLAnchorElement): void {
  const { metaKey, shiftKey, altKey } = event;
  // A click with Control acts like a middle click.
  const ctrlKey = event.ctrlKey || ("button" in event && event.button === 1);
  const view = link.ownerDocument.defaultView;
  const keys = { ctrlKey, metaKey, shiftKey, altKey };
  link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, composed: true, view, ...keys }));
}

/** Links and buttons inside an item have actions of their own. */
function isControl(target: Element, item: Element): boolean {
  const control = target.closest("a, button, input, select, textarea, summary, [role='button'], [role='link']");
  return control !== null && item.contains(control);
}

function Actors({ item }: { readonly item: Item }): ReactElement {
  const { labels } = useListContext();
  const actors = item.actors ?? [];
  const more = item.actorCount - Math.min(actors.length, ACTORS_SHOWN);
  if (actors.length === 0) {
    return (
      <div className="carillon-actors">
        <IconAvatar>
          <BellIcon />
        </IconAvatar>
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
  const { linkSchemes } = useListContext();
  const buttons = buttonRowsOf(item, linkSchemes).flatMap((row) => row.buttons);
  if (buttons.length === 0) return null;
  return (
    <div className="carillon-item-buttons">
      {buttons.map((button, index) => (
        <a
          key={button.name}
          href={button.action}
          className={`carillon-button ${index === 0 ? "carillon-button-primary" : ""}`}
          onClick={(event) => actions.onButton(item, button, event)}
          onAuxClick={(event) => {
            if (event.button === 1) actions.onButton(item, button, event);
          }}
        >
          {button.label}
        </a>
      ))}
    </div>
  );
}

function Facts({ item, id }: { readonly item: Item; readonly id: string }): ReactElement {
  const { labels, locale } = useListContext();
  const nowMs = useNow();
  const interaction = useLoadedPart(interactionPart);
  return (
    <div className="carillon-item-facts" id={id}>
      {/* The server's clock and zone are not the reader's: what they render may differ by a word. */}
      <time dateTime={item.createdAt} title={new Date(item.createdAt).toLocaleString(locale)} suppressHydrationWarning>
        {relativeTime(item.createdAt, nowMs, locale)}
      </time>
      {item.pinnedAt === null ? null : (
        <span className="carillon-pin" role="img" aria-label={labels.pinned} title={labels.pinned}>
          <PinIcon />
        </span>
      )}
      {item.snoozedUntil !== null && nowMs !== null && interaction !== null ? (
        <interaction.SnoozedFact until={item.snoozedUntil} nowMs={nowMs} />
      ) : null}
      {item.activityCount > 1 ? <span>{labels.activities(item.activityCount)}</span> : null}
      {item.tenant?.name?.trim() ? <span>{item.tenant.name}</span> : null}
    </div>
  );
}
