"use client";
import type { FeedHandle, FeedItem } from "@carillon/client";
import { useCallback, useEffect, useState } from "react";
import { useArrivals } from "../provider/use-arrivals.js";
import { useFeed } from "../provider/use-feed.js";
import { NO_TOASTS, addToasts, closeToast, fillToasts, updateToasts } from "./toast-queue.js";
import { usePageVisible } from "./use-page-visible.js";

interface ToastsOptions {
  readonly max: number;
  readonly maxQueued: number;
  /** Arrivals are visible elsewhere, so none becomes a toast. */
  readonly isBlocked: boolean;
}

interface Toasts {
  readonly feed: FeedHandle;
  readonly shown: readonly FeedItem[];
  readonly isPageVisible: boolean;
  close(id: string): void;
}

/** Live arrivals, a few at a time. On a hidden page, new toasts wait until the page is visible. */
export function useToasts({ max, maxQueued, isBlocked }: ToastsOptions): Toasts {
  const { feed, items } = useFeed();
  const isPageVisible = usePageVisible();
  const [queue, setQueue] = useState(NO_TOASTS);
  useArrivals((arrived) => {
    if (!isBlocked) setQueue((before) => addToasts(before, arrived, maxQueued));
  });
  useEffect(() => setQueue((before) => updateToasts(before, items)), [items]);
  useEffect(() => {
    if (isBlocked) setQueue(NO_TOASTS);
    else if (isPageVisible) setQueue((before) => fillToasts(before, max));
  }, [queue, isBlocked, isPageVisible, max]);
  const close = useCallback((id: string) => setQueue((before) => closeToast(before, id)), []);
  return { feed, shown: queue.shown, isPageVisible, close };
}
