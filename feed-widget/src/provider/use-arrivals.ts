"use client";
import type { FeedItem } from "@carillon/client";
import { useEffect } from "react";
import { useLatest } from "../feed/use-latest.js";
import { needsAttention } from "../item/item-parts.js";
import { useBellContext } from "./bell-context.js";

/** Calls `onArrive` with unread items that arrive live in the provider's feed, which this hook keeps live. */
export function useArrivals(onArrive: (items: readonly FeedItem[]) => void): void {
  const { client, feed: options } = useBellContext();
  const feed = client.feed(options);
  const latest = useLatest(onArrive);
  useEffect(() => feed.start(), [feed]);
  useEffect(
    () =>
      feed.onNewItems((items, { isLive }) => {
        const unread = items.filter(needsAttention);
        if (isLive && unread.length > 0) latest.current(unread);
      }),
    [feed, latest],
  );
}
