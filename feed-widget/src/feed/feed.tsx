"use client";
import type { FeedFilter } from "@carillon/client";
import { type ReactElement, type ReactNode, useId, useState } from "react";
import { Announcer } from "./announcer.js";
import { useListContext } from "../provider/list-context.js";
import { FeedFrame } from "../late/feed-frame.js";
import { interactionPart } from "../late/load-interaction.js";
import { PartFailed } from "../late/part-failed.js";
import { useLatePart } from "../late/use-late-part.js";
import { FeedList } from "../list/feed-list.js";
import { defaultParts, type FeedParts } from "./feed-parts.js";
import { FeedFailed } from "./feed-states.js";
import { FeedTabs } from "./feed-tabs.js";
import { type FeedTab, type FeedTabOption, type FeedView, isKnown, viewOf } from "./feed-views.js";
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
  /** Whether items are grouped by date: today, yesterday, this week, older; false by default. */
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
  /** Shown instead of the default message for an empty list. */
  readonly empty?: ReactNode;
  /** Level of the heading; 2 by default. */
  readonly headingLevel?: 1 | 2 | 3 | 4 | 5 | 6;
  /** Further classes of the outermost element. */
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
  const { labels, personKey } = useListContext();
  return (
    <Guard fallback={<FeedFailed title={labels.errorTitle} />}>
      <PersonFeed key={personKey} {...props} />
    </Guard>
  );
}

/** The feed of one person: its state ends when the person changes. */
function PersonFeed(props: FeedProps): ReactElement {
  const choice = useViews(props);
  const { view, tabs, hasTabs } = choice;
  const state = useFeed({ filter: view.filter, pageSize: props.pageSize });
  const actions = useFeedActions(state.feed, props);
  useLoadErrors(state.error, props.onError);
  const { part: interaction, error, retry } = useLatePart(interactionPart, props.onError);
  const id = useId();
  return (
    <FeedFrame
      {...props}
      buttons={
        <>
          {choice.more.length > 0 ? (
            <ViewMenuButton id={id} isOpen={choice.isMenuOpen} onToggle={choice.onToggleMenu} />
          ) : null}
          <MarkAllButton
            isIdle={state.counts.unread === 0 && state.areCountsExact}
            onMarkAllRead={actions.onMarkAllRead}
          />
        </>
      }
    >
      {choice.isMenuOpen && interaction !== null ? (
        <interaction.ViewMenu
          id={id}
          views={choice.all}
          chosen={view.key}
          onChoose={choice.onChoose}
          onClose={choice.onToggleMenu}
        />
      ) : null}
      {hasTabs ? (
        <FeedTabs id={id} views={tabs} chosen={view.key} pageSize={props.pageSize} onChoose={choice.onChoose} />
      ) : null}
      {/* The region is there before its words: only changes are read out. */}
      <div role="status" className="carillon-notice-place">
        {interaction === null ? null : (
          <interaction.FeedNotice failedAt={actions.failedAt} onDismiss={actions.onDismissFailure} state={state} />
        )}
      </div>
      {error === null ? null : <PartFailed error={error} onRetry={retry} />}
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
      {interaction === null ? null : <interaction.UndoBar done={actions.done} onDismiss={actions.onDismissDone} />}
      {props.footer == null ? null : <div className="carillon-footer">{props.footer}</div>}
      <Announcer options={state.feed.options} />
    </FeedFrame>
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
  const { labels, feed } = useListContext();
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
  // One of the host's own that is gone is a list no more.
  const view = all.find((each) => each.key === key) ?? viewOf(isKnown(key) ? key : "all", labels, limits);
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
  const { labels } = useListContext();
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
