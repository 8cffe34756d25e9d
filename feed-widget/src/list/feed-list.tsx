"use client";
import {
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type RefObject,
  memo,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { FeedItem } from "@carillon/client";
import { whenLoaded } from "../late/late-part.js";
import { interactionPart } from "../late/load-interaction.js";
import { useLoadedPart } from "../late/use-late-part.js";
import { useListContext } from "../provider/list-context.js";
import { Guard } from "../safety/guard.js";
import type { FeedParts } from "../feed/feed-parts.js";
import type { FeedTab } from "../feed/feed-views.js";
import type { FeedActions } from "../feed/use-feed-actions.js";
import type { FeedItemActions } from "../item/item-actions.js";
import type { FeedState } from "../provider/use-feed.js";
import { useHeldBack } from "./use-held-back.js";
import { PinsHeading } from "./pins-heading.js";
import { usePins } from "./use-pins.js";
import { ROW } from "./row-window.js";
import { useRowWindow } from "./use-row-window.js";

export interface FeedListProps {
  readonly state: FeedState;
  readonly actions: FeedActions;
  readonly parts: FeedParts;
  readonly tab: FeedTab;
  readonly groupsByDate: boolean;
  /** Replaces the part for empty lists. */
  readonly empty: ReactNode;
  readonly marksSeen: boolean;
}

const NO_HEADINGS: ReadonlyMap<string, string> = new Map();
const NO_ITEMS: readonly FeedItem[] = [];

/** The scrolling list in all its states. */
export function FeedList(props: FeedListProps): ReactElement {
  const { state, actions, parts, tab, marksSeen } = props;
  const { labels } = useListContext();
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const lastFocused = useRef<Element | null>(null);
  const { status, counts } = state;
  const interaction = useLoadedPart(interactionPart);
  const [headings, setHeadings] = useState<ReadonlyMap<string, string>>(NO_HEADINGS);
  const [pinsBelow, setPinsBelow] = useState<readonly FeedItem[]>(NO_ITEMS);
  const held = useHeldBack(state.items, scroller, list);
  const pins = usePins(state, held.shown, pinsBelow);
  const { shown } = pins;
  const shownIds = useMemo(() => shown.map((item) => item.id), [shown]);
  const segments = useRowWindow(list, scroller, shownIds);
  const onKeyDown = (event: KeyboardEvent): void => {
    whenLoaded(interactionPart, ({ moveByKey }) => moveByKey(event, list.current));
  };
  const setSize = state.hasNextPage ? Math.max(counts.total, shown.length) : shown.length;
  const isBusy = state.isLoadingMore || state.isRefetching;
  const isEmpty = status === "ready" && shown.length === 0 && !state.hasNextPage;
  return (
    <div className="carillon-scroller" ref={scroller} onFocus={({ target }) => (lastFocused.current = target)}>
      {held.heldCount > 0 ? (
        <button type="button" className="carillon-new" onClick={held.release}>
          {labels.newItems(held.heldCount)}
        </button>
      ) : null}
      {status === "idle" || status === "loading" ? <parts.Skeleton /> : null}
      {status === "error" ? <parts.Error error={state.error} onRetry={() => retry(state)} /> : null}
      {isEmpty ? (props.empty ?? <parts.Empty isUnreadOnly={tab === "unread"} tab={tab} />) : null}
      {/* Beside the list: a feed may hold articles only, and this a button. */}
      {pins.shownCount > 0 ? <PinsHeading pins={pins} /> : null}
      <div
        className="carillon-list"
        data-windowed={segments.some(({ kind }) => kind === "gap") || undefined}
        ref={list}
        onKeyDown={onKeyDown}
        {...(shown.length > 0 ? { role: "feed", "aria-label": labels.title, "aria-busy": isBusy } : {})}
      >
        {segments.map((segment) =>
          segment.kind === "gap" ? (
            <Gap key={`gap-${segment.start === 0 ? "first" : segment.end}`} heightPx={segment.heightPx} />
          ) : (
            shown
              .slice(segment.start, segment.end)
              .map((item, index) => (
                <Row
                  key={item.id}
                  item={item}
                  heading={headings.get(item.id)}
                  isPinned={segment.start + index < pins.shownCount}
                  actions={actions.item}
                  Item={parts.Item}
                  position={segment.start + index + 1}
                  setSize={setSize}
                />
              ))
          ),
        )}
      </div>
      {status === "ready" ? <ListEnd state={state} end={end} /> : null}
      {interaction === null ? null : (
        <interaction.ListEffects
          state={state}
          elements={{ scroller, list, end, lastFocused }}
          shown={shown}
          shownIds={shownIds}
          marksSeen={marksSeen}
          grouped={props.groupsByDate ? pins.rest : NO_ITEMS}
          onHeadings={setHeadings}
          onPinsBelow={setPinsBelow}
        />
      )}
    </div>
  );
}

interface RowProps {
  readonly item: FeedItem;
  /** The heading of the group that starts with the item. */
  readonly heading: string | undefined;
  /** Whether it is in the pinned section. */
  readonly isPinned: boolean;
  readonly actions: FeedItemActions;
  readonly Item: FeedParts["Item"];
  readonly position: number;
  readonly setSize: number;
}

/** The wrapper of each item, for any renderer. */
const Row = memo(function Row({ item, heading, isPinned, actions, Item, position, setSize }: RowProps): ReactElement {
  return (
    <div className="carillon-row" data-pinned={isPinned || undefined} {...{ [ROW]: item.id }}>
      {heading === undefined ? null : <div className="carillon-group">{heading}</div>}
      <Guard resetKey={item.version} fallback={<ItemFailed id={item.id} />}>
        <Item item={item} actions={actions} position={position} setSize={setSize} />
      </Guard>
    </div>
  );
});

/**
 * As high as the rows that are not rendered. Set by script, because a strict Content-Security-Policy allows no style
 * attribute.
 */
function Gap({ heightPx }: { readonly heightPx: number }): ReactElement {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (box.current) box.current.style.height = `${heightPx}px`;
  }, [heightPx]);
  return <div ref={box} className="carillon-gap" aria-hidden="true" />;
}

/** Replaces an item whose renderer threw; the others are shown. */
function ItemFailed({ id }: { readonly id: string }): ReactElement {
  const { labels } = useListContext();
  return (
    <div role="article" className="carillon-item" data-carillon-item={id} tabIndex={0} aria-label={labels.itemFailed}>
      <div className="carillon-item-main">{labels.itemFailed}</div>
    </div>
  );
}

function retry({ feed }: FeedState): void {
  // The store contains the error.
  feed.refetch().catch(() => undefined);
}

function ListEnd({
  state,
  end,
}: {
  readonly state: FeedState;
  readonly end: RefObject<HTMLDivElement | null>;
}): ReactElement {
  const { labels } = useListContext();
  const { feed, hasNextPage, isLoadingMore, items } = state;
  return (
    <div className="carillon-end" ref={end}>
      {hasNextPage ? (
        <button
          type="button"
          className="carillon-link"
          // Not `disabled`, because a disabled button loses the focus.
          aria-disabled={isLoadingMore || undefined}
          onClick={() => {
            if (!isLoadingMore) feed.fetchNextPage().catch(() => undefined);
          }}
        >
          {isLoadingMore ? labels.loading : labels.loadMore}
        </button>
      ) : null}
      {!hasNextPage && items.length > 0 ? <span>{labels.end}</span> : null}
    </div>
  );
}
