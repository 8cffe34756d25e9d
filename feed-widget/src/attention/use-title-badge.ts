"use client";
import { useEffect, useRef } from "react";
import type { CountName } from "../count-name.js";
import { useLatest } from "../feed/use-latest.js";
import { useBellContext } from "../provider/bell-context.js";
import { useFeedCounts } from "../provider/use-feed.js";
import { titleWriter } from "./title-writer.js";

export interface TitleBadgeOptions {
  /** The number to show. Default: `unseen`. */
  readonly count?: CountName;
  /** The highest number; above it, a plus follows. Default: 99. */
  readonly max?: number;
  /** The text before the title while the number is not zero. @example `(words) => `${words} · `` */
  readonly prefix?: (words: string, count: number) => string;
  /** Whether the title is changed. Default: true. */
  readonly isEnabled?: boolean;
}

/**
 * Puts the number of items before the page's title, `(3) Title`, also when the page changes its title; the title is the page's own again
 * when there is nothing to count, and after the component is gone.
 *
 * @example
 * useTitleBadge({ count: "unread" });
 */
export function useTitleBadge({ count = "unseen", max = 99, prefix, isEnabled = true }: TitleBadgeOptions = {}): void {
  const { locale } = useBellContext();
  const value = useFeedCounts()[count];
  const owner = useRef({});
  const latest = useLatest(prefix ?? inBrackets);
  useEffect(() => {
    if (!isEnabled || value === 0) return;
    const of = owner.current;
    const number = new Intl.NumberFormat(locale).format(Math.min(value, max));
    titleWriter.set(of, latest.current(value > max ? `${number}+` : number, value));
    return () => titleWriter.remove(of);
  }, [isEnabled, value, max, locale, latest]);
}

const inBrackets = (words: string): string => `(${words}) `;
