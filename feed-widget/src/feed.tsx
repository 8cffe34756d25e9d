import type { FeedFilter } from "@carillon/client";
import { type KeyboardEvent, type ReactElement, type ReactNode, useId, useRef, useState } from "react";
import { Announcer } from "./announcer.js";
import { useFeedContext } from "./context.js";
import { FeedList } from "./feed-list.js";
import { defaultParts, type FeedParts } from "./feed-parts.js";
import { FeedNotice } from "./feed-states.js";
import { CheckAllIcon } from "./icons.js";
import { type FeedActionHandlers, useFeedActions } from "./use-feed-actions.js";
import { useFeed } from "./use-feed.js";

/** The two lists between which the reader chooses. */
export type FeedTab = "all" | "unread";

export interface FeedProps extends FeedActionHandlers {
  /** Which list is shown; left out, the feed keeps that itself. @example `"unread"` */
  readonly tab?: FeedTab;
  /** The list at first, when `tab` is left out; `all` by default. */
  readonly defaultTab?: FeedTab;
  readonly onTabChange?: (tab: FeedTab) => void;
  /** Whether the reader may choose between all and unread; true by default. */
  readonly hasTabs?: boolean;
  /** What both lists are limited to. @example `{ categories: ["billing"] }` */
  readonly filter?: FeedFilter;
  /** Items per page, 1 to 100; 20 by default. */
  readonly pageSize?: number;
  /** Whether items count as seen once the list is on screen; true by default. */
  readonly marksSeen?: boolean;
  /** Parts of your own in place of the widget's. @example `{ Item: MyItem }` */
  readonly parts?: Partial<FeedParts>;
  /** Beside the heading, such as a link to the reader's preferences. */
  readonly headerEnd?: ReactNode;
  /** Level of the heading; 2 by default. */
  readonly headingLevel?: 1 | 2 | 3 | 4 | 5 | 6;
  /** More classes for the outermost element. */
  readonly className?: string;
}

const TABS: readonly FeedTab[] = ["all", "unread"];

/**
 * A person's notifications: heading, tabs and a live list that loads older items as it is scrolled. Fills the height it is given.
 *
 * @example
 * <FeedProvider client={client}>
 *   <Feed onNavigate={(url) => router.push(url)} />
 * </FeedProvider>
 */
export function Feed(props: FeedProps): ReactElement {
  const { labels, theme, dir } = useFeedContext();
  const [ownTab, setOwnTab] = useState<FeedTab>(props.defaultTab ?? "all");
  const tab = props.tab ?? ownTab;
  const isUnreadOnly = tab === "unread";
  const filter = isUnreadOnly ? { ...props.filter, isRead: false } : props.filter;
  const state = useFeed({ filter, pageSize: props.pageSize });
  const actions = useFeedActions(state.feed, props);
  const id = useId();
  const Heading = `h${props.headingLevel ?? 2}` as const;

  const choose = (next: FeedTab): void => {
    setOwnTab(next);
    props.onTabChange?.(next);
  };
  return (
    <div
      role="group"
      className={["carillon", "carillon-feed", props.className].filter(Boolean).join(" ")}
      data-theme={theme}
      dir={dir}
      aria-labelledby={`${id}-title`}
    >
      <div className="carillon-head">
        <Heading id={`${id}-title`} className="carillon-title">
          {labels.title}
        </Heading>
        {props.headerEnd}
        <button
          type="button"
          className="carillon-icon-button"
          aria-label={labels.markAllRead}
          title={labels.markAllRead}
          disabled={state.counts.unread === 0}
          onClick={actions.onMarkAllRead}
        >
          <CheckAllIcon />
        </button>
      </div>
      {props.hasTabs === false ? null : <Tabs id={id} tab={tab} unreadCount={state.counts.unread} onChoose={choose} />}
      <FeedNotice hasFailedMark={actions.hasFailed} />
      <div
        className="carillon-panel"
        {...(props.hasTabs === false
          ? {}
          : { role: "tabpanel", id: `${id}-panel`, "aria-labelledby": `${id}-tab-${tab}` })}
      >
        <FeedList
          key={tab}
          state={state}
          actions={actions}
          parts={{ ...defaultParts, ...props.parts }}
          isUnreadOnly={isUnreadOnly}
          marksSeen={props.marksSeen ?? true}
        />
      </div>
      <Announcer feed={state.feed} />
    </div>
  );
}

interface TabsProps {
  readonly id: string;
  readonly tab: FeedTab;
  readonly unreadCount: number;
  onChoose(tab: FeedTab): void;
}

/** Tabs by the pattern: arrow keys choose, Tab goes on into the list. */
function Tabs({ id, tab, unreadCount, onChoose }: TabsProps): ReactElement {
  const { labels, locale } = useFeedContext();
  const row = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    const next = TABS[(TABS.indexOf(tab) + 1) % TABS.length] ?? tab;
    event.preventDefault();
    onChoose(next);
    row.current?.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus();
  };
  return (
    <div className="carillon-tabs" role="tablist" aria-label={labels.filters} ref={row} onKeyDown={onKeyDown}>
      {TABS.map((each) => (
        <button
          key={each}
          type="button"
          role="tab"
          id={`${id}-tab-${each}`}
          data-tab={each}
          className="carillon-tab"
          aria-selected={each === tab}
          aria-controls={`${id}-panel`}
          tabIndex={each === tab ? 0 : -1}
          onClick={() => onChoose(each)}
        >
          {each === "all" ? labels.all : labels.unread}
          {/* The blank keeps word and number apart where they are read out. */}
          {each === "unread" && unreadCount > 0 ? " " : null}
          {each === "unread" && unreadCount > 0 ? (
            <span className="carillon-tab-count">{new Intl.NumberFormat(locale).format(unreadCount)}</span>
          ) : null}
        </button>
      ))}
    </div>
  );
}
