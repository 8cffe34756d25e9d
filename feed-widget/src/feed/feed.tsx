"use client";
import type { FeedFilter } from "@carillon/client";
import { type ReactElement, type ReactNode, useId, useState } from "react";
import { Announcer } from "./announcer.js";
import { useFeedContext } from "../provider/context.js";
import { LatePanel } from "../late/late-panel.js";
import { panelsPart } from "../late/load-panels.js";
import { usePreload } from "../late/use-preload.js";
import { FeedList } from "../list/feed-list.js";
import { defaultParts, type FeedParts } from "./feed-parts.js";
import { FeedFailed, FeedNotice } from "./feed-states.js";
import { FeedTabs } from "./feed-tabs.js";
import { type FeedTab, type FeedTabOption, type FeedView, viewOf } from "./feed-views.js";
import { UndoBar } from "./undo-bar.js";
import { ViewMenuButton } from "./view-menu-button.js";
import { CheckAllIcon } from "../icons.js";
import { type FeedActionHandlers, useFeedActions } from "./use-feed-actions.js";
import { useFeed } from "../provider/use-feed.js";
import { Guard } from "../safety/guard.js";
import { useLoadErrors } from "./use-load-errors.js";

export interface FeedProps extends FeedActionHandlers {
  /** Which list is shown, by its name or `key`; left out, the feed keeps that itself. @example `"unread"` */
  readonly tab?: FeedTab;
  /** The list at first, when `tab` is left out; `all` by default. */
  readonly defaultTab?: FeedTab;
  readonly onTabChange?: (tab: FeedTab) => void;
  /** Whether the reader may choose between lists; true by default. */
  readonly hasTabs?: boolean;
  /** The lists with a tab; `["all", "unread"]` by default. @example `["all", { key: "billing", label: "Billing", filter: { categories: ["billing"] } }]` */
  readonly tabs?: readonly (FeedTab | FeedTabOption)[];
  /** The lists behind the button "More lists"; `["snoozed", "archived"]` by default, none for an empty list. */
  readonly moreLists?: readonly (FeedTab | FeedTabOption)[];
  /** Whether items stand in groups by their date: today, yesterday, this week, older; false by default. */
  readonly groupsByDate?: boolean;
  /** What both lists are limited to. @example `{ categories: ["billing"] }` */
  readonly filter?: FeedFilter;
  /** Items per page, 1 to 100; 20 by default. */
  readonly pageSize?: number;
  /** Whether items that were on screen for a second count as seen; true by default. */
  readonly marksSeen?: boolean;
  /** Parts of your own in place of the widget's. @example `{ Item: MyItem }` */
  readonly parts?: Partial<FeedParts>;
  /** Beside the heading, such as a link to the reader's preferences. */
  readonly headerEnd?: ReactNode;
  /** Below the list, such as a link to all notifications. */
  readonly footer?: ReactNode;
  /** In place of what is shown when there is nothing. */
  readonly empty?: ReactNode;
  /** Level of the heading; 2 by default. */
  readonly headingLevel?: 1 | 2 | 3 | 4 | 5 | 6;
  /** More classes for the outermost element. */
  readonly className?: string;
}

const TABS: readonly FeedTab[] = ["all", "unread"];
const MORE_LISTS: readonly FeedTab[] = ["snoozed", "archived"];

/**
 * A person's notifications: heading, tabs and a live list that loads older items as it is scrolled. Fills the height it is given.
 *
 * @example
 * <FeedProvider client={client}>
 *   <Feed onNavigate={(url) => router.push(url)} />
 * </FeedProvider>
 */
export function Feed(props: FeedProps): ReactElement {
  const { labels, personKey } = useFeedContext();
  return (
    <Guard fallback={<FeedFailed title={labels.errorTitle} />}>
      <PersonFeed key={personKey} {...props} />
    </Guard>
  );
}

/** One person's feed: what it remembers ends with the person. */
function PersonFeed(props: FeedProps): ReactElement {
  const { labels, theme, dir } = useFeedContext();
  const choice = useViews(props);
  const { view, tabs, hasTabs } = choice;
  const state = useFeed({ filter: view.filter, pageSize: props.pageSize });
  const actions = useFeedActions(state.feed, props);
  useLoadErrors(state.error, props.onError);
  usePreload(panelsPart, null);
  const id = useId();
  return (
    <div
      // No role: Pico and others give [role=group] a look as strong as a host's class. The panel and the list below have names.
      // It gets the focus when the element that had it goes away and no other is near.
      tabIndex={-1}
      data-carillon-own={props.className ? "" : undefined}
      className={["carillon", "carillon-feed", props.className].filter(Boolean).join(" ")}
      data-theme={theme}
      dir={dir}
    >
      <div className="carillon-head">
        {/* Not <h2>: hosts like to give headings a look. */}
        <div role="heading" aria-level={props.headingLevel ?? 2} className="carillon-title">
          {labels.title}
        </div>
        {choice.more.length > 0 ? (
          <ViewMenuButton id={id} isOpen={choice.isMenuOpen} onToggle={choice.onToggleMenu} />
        ) : null}
        <MarkAllButton
          isIdle={state.counts.unread === 0 && state.areCountsExact}
          onMarkAllRead={actions.onMarkAllRead}
        />
        {props.headerEnd}
      </div>
      {choice.isMenuOpen ? (
        <LatePanel>
          {({ ViewMenu }) => (
            <ViewMenu
              id={id}
              views={choice.all}
              chosen={view.key}
              onChoose={choice.onChoose}
              onClose={choice.onToggleMenu}
            />
          )}
        </LatePanel>
      ) : null}
      {hasTabs ? (
        <FeedTabs id={id} views={tabs} chosen={view.key} pageSize={props.pageSize} onChoose={choice.onChoose} />
      ) : null}
      <FeedNotice hasFailedMark={actions.hasFailed} onDismiss={actions.onDismissFailure} state={state} />
      <div
        className="carillon-panel"
        {...(hasTabs ? { role: "tabpanel", id: `${id}-panel`, "aria-labelledby": `${id}-tab-${view.key}` } : {})}
      >
        <FeedList
          key={view.key}
          state={state}
          actions={actions}
          parts={{ ...defaultParts, ...props.parts }}
          tab={view.key}
          groupsByDate={props.groupsByDate ?? false}
          empty={props.empty}
          marksSeen={props.marksSeen ?? true}
        />
      </div>
      <UndoBar done={actions.done} onDismiss={actions.onDismissDone} />
      {props.footer == null ? null : <div className="carillon-footer">{props.footer}</div>}
      <Announcer options={state.feed.options} />
    </div>
  );
}

interface Views {
  readonly view: FeedView;
  readonly tabs: readonly FeedView[];
  readonly more: readonly FeedView[];
  readonly all: readonly FeedView[];
  readonly hasTabs: boolean;
  readonly isMenuOpen: boolean;
  onToggleMenu(): void;
  onChoose(key: string): void;
}

/** Which lists there are, and which of them is shown. */
function useViews(props: FeedProps): Views {
  const { labels, feed } = useFeedContext();
  const [ownTab, setOwnTab] = useState<FeedTab>(props.defaultTab ?? "all");
  const [isMenuOpen, setMenuOpen] = useState(false);
  const limits = props.filter ?? feed.filter;
  const hasTabs = props.hasTabs !== false;
  const asViews = (lists: readonly (FeedTab | FeedTabOption)[]): readonly FeedView[] =>
    lists.map((list) => viewOf(list, labels, limits));
  const own = asViews(props.tabs ?? TABS);
  const more = hasTabs ? asViews(props.moreLists ?? MORE_LISTS) : [];
  const all = [...own, ...more.filter(({ key }) => !own.some((tab) => tab.key === key))];
  const key = props.tab ?? ownTab;
  const view = all.find((each) => each.key === key) ?? viewOf(key, labels, limits);
  // A list without a tab has one while it is shown, so that it can be seen which it is.
  const tabs = own.some((tab) => tab.key === view.key) ? own : [...own, view];
  const onChoose = (next: string): void => {
    setMenuOpen(false);
    setOwnTab(next);
    props.onTabChange?.(next);
  };
  return { view, tabs, more, all, hasTabs, isMenuOpen, onToggleMenu: () => setMenuOpen(!isMenuOpen), onChoose };
}

interface MarkAllButtonProps {
  /** Whether nothing is left to mark. */
  readonly isIdle: boolean;
  onMarkAllRead(): void;
}

function MarkAllButton({ isIdle, onMarkAllRead }: MarkAllButtonProps): ReactElement {
  const { labels } = useFeedContext();
  return (
    <button
      type="button"
      className="carillon-icon-button"
      aria-label={labels.markAllRead}
      title={labels.markAllRead}
      disabled={isIdle}
      onClick={onMarkAllRead}
    >
      <CheckAllIcon />
    </button>
  );
}
