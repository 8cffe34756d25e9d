"use client";
import type { FeedItem } from "@carillon/client";
import { useMemo } from "react";
import { useNow } from "../item/use-now.js";
import { useFeedContext } from "../provider/context.js";
import { dateGroups } from "./date-groups.js";

const NONE: ReadonlyMap<string, string> = new Map();
const DAY_MS = 86_400_000;

/** The headings by item; computed again when the list changes, and at midnight. */
export function useDateGroups(items: readonly FeedItem[]): ReadonlyMap<string, string> {
  const { labels, locale } = useFeedContext();
  const nowMs = useNow();
  const day = nowMs === null ? null : Math.floor((nowMs - new Date(nowMs).getTimezoneOffset() * 60_000) / DAY_MS);
  return useMemo(
    () => (items.length > 0 && day !== null ? dateGroups(items, Date.now(), { labels, locale }) : NONE),
    [items, day, labels, locale],
  );
}
