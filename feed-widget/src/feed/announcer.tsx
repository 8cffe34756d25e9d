"use client";
import type { BrowserClient, FeedItem, FeedOptions } from "@carillon/client";
import { type ReactElement, useEffect, useRef, useState } from "react";
import { useBellContext } from "../provider/bell-context.js";

/** No more often than this, however much arrives. */
const EVERY_MS = 5_000;
/** More than arrive while anything could be said twice. */
const MAX_REMEMBERED = 1_000;

/** What was said of each client's feeds: a bell and a list beside it, or two lists, say an arrival once. */
const said = new WeakMap<BrowserClient, Set<string>>();

export interface AnnouncerProps {
  /** The provider's feed if left out. */
  readonly options?: FeedOptions;
}

/** Says that something arrived, to those who do not see it: politely, many arrivals at once, and each of them once in a page. */
export function Announcer({ options }: AnnouncerProps): ReactElement {
  const { client, feed: provided, bellLabels: labels } = useBellContext();
  const [words, setWords] = useState("");
  const latest = useRef(labels);
  latest.current = labels;
  const feed = client.feed(options ?? provided);
  useEffect(() => {
    let count = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const say = (): void => {
      timer = undefined;
      if (count === 0) return setWords("");
      setWords(latest.current.newItems(count));
      count = 0;
      timer = setTimeout(say, EVERY_MS);
    };
    const stop = feed.onNewItems((items) => {
      count += countUnsaid(client, items);
      if (count > 0) timer ??= setTimeout(say, 0);
    });
    return () => {
      stop();
      clearTimeout(timer);
      setWords("");
    };
  }, [client, feed]);
  return (
    <span role="status" aria-live="polite" className="carillon-hidden carillon-announcer">
      {words}
    </span>
  );
}

function countUnsaid(client: BrowserClient, items: readonly FeedItem[]): number {
  const known = said.get(client) ?? new Set();
  said.set(client, known);
  const fresh = items.filter(({ id, position }) => !known.has(`${id} ${position}`));
  for (const { id, position } of fresh) known.add(`${id} ${position}`);
  for (const key of [...known].slice(0, Math.max(0, known.size - MAX_REMEMBERED))) known.delete(key);
  return fresh.length;
}
