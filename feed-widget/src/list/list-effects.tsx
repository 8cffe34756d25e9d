"use client";
import type { FeedItem } from "@carillon/client";
import { type RefObject, useLayoutEffect } from "react";
import type { FeedState } from "../provider/use-feed.js";
import { useDateGroups } from "./use-date-groups.js";
import { useKeepFocus } from "./use-keep-focus.js";
import { useLoadMore } from "./use-load-more.js";
import { useMarkSeen } from "./use-mark-seen.js";
import { usePinsBelow } from "./use-pins-below.js";

export interface ListElements {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly list: RefObject<HTMLElement | null>;
  readonly end: RefObject<HTMLElement | null>;
  /** The element of the list that had the focus last. */
  readonly lastFocused: RefObject<Element | null>;
}

export interface ListEffectsProps {
  readonly state: FeedState;
  readonly elements: ListElements;
  readonly shown: readonly FeedItem[];
  readonly shownIds: readonly string[];
  readonly marksSeen: boolean;
  /** The items in date groups; empty without groups. */
  readonly grouped: readonly FeedItem[];
  onHeadings(headings: ReadonlyMap<string, string>): void;
  onPinsBelow(items: readonly FeedItem[]): void;
}

/** Observes a visible list: seen items, the focus, loading older items, and sections. */
export function ListEffects(props: ListEffectsProps): null {
  const { state, elements, shown, shownIds, marksSeen, onHeadings, onPinsBelow } = props;
  const { feed, status } = state;
  const { scroller, list, end, lastFocused } = elements;
  useKeepFocus(list, shownIds, lastFocused);
  useMarkSeen(feed, list, { isWanted: marksSeen && status === "ready", items: shown });
  useLoadMore(feed, end, scroller, {
    isWanted: state.hasNextPage && !state.isLoadingMore && state.error === null,
    count: shown.length,
  });
  const headings = useDateGroups(props.grouped);
  const pinsBelow = usePinsBelow(state);
  useLayoutEffect(() => onHeadings(headings), [headings, onHeadings]);
  useLayoutEffect(() => onPinsBelow(pinsBelow), [pinsBelow, onPinsBelow]);
  return null;
}
