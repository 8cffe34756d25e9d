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
  /** The shown list, by name or `key`. If omitted, the feed manages this itself. @example `"unread"` */
  readonly tab?: FeedTab;
  /** The initial list, without `tab`. Default: `all`. */
  readonly defaultTab?: FeedTab;
  readonly onTabChange?: (tab: FeedTab) => void;
  /** Whether the user may choose between lists. Default: true. */
  readonly hasTabs?: boolean;
  /**
   * The lists with a tab. Default: `["all", "unread"]`.
   * @example `["all", { key: "billing", label: "Billing", filter: { categories: ["billing"] } }]`
   */
  readonly tabs?: readonly (FeedTab | FeedTabOption)[];
  /** The lists behind the button "More lists"; an empty list for none. Default: `["snoozed", "archived"]`. */
  readonly moreLists?: readonly (FeedTab | FeedTabOption)[];
  /** Whether items are grouped by date: today, yesterday, this week, older. Default: false. */
  readonly groupsByDate?: boolean;
  /** Limits all lists to matching items. @example `{ categories: ["billing"] }` */
  readonly filter?: FeedFilter;
  /** Items per page, 1 to 100. Default: 20. */
  readonly pageSize?: number;
  /** Whether items that were visible for a second are marked as seen. Default: true. */
  readonly marksSeen?: boolean;
  /** Components that replace parts of the widget. @example `{ Item: MyItem }` */
  readonly parts?: Partial<FeedParts>;
  /** Content next to the heading, for example a link to the user's preferences. */
  readonly headerEnd?: ReactNode;
  /** Content below the list, for example a link to all notifications. */
  readonly footer?: ReactNode;
  /** Replaces the message for an empty list. */
  readonly empty?: ReactNode;
  /** Level of the heading. Default: 2. */
  readonly headingLevel?: 1 | 2 | 3 | 4 | 5 | 6;
  /** Additional classes of the outermost element. */
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

/** The feed of one user: its state ends when the user changes. */
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

/** The available lists, and the shown one. */
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
  // A custom list that was removed is replaced by a built-in one.
  const view = all.find((each) => each.key === key) ?? viewOf(isKnown(key) ? key : "all", labels, limits);
  // The shown list always has a tab, so that the user sees which list is shown.
  const tabs = own.some((tab) => tab.key === view.key) ? own : [...own, view];
  const onChoose = (next: string): void => {
    setMenuOpen(false);
    setOwnTab(next);
    props.onTabChange?.(next);
  };
  return { view, tabs, more, all, hasTabs, isMenuOpen, onToggleMenu: () => setMenuOpen(!isMenuOpen), onChoose };
}

interface MarkAllButtonProps {
  /** Whether no item is left to mark. */
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
