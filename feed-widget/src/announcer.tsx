import type { FeedHandle } from "@carillon/client";
import { type ReactElement, useEffect, useState } from "react";
import { useFeedContext } from "./context.js";

/** No more often than this, however much arrives. */
const EVERY_MS = 5_000;

/** Says that something arrived, to those who do not see it: politely, and many arrivals at once. */
export function Announcer({ feed }: { readonly feed: FeedHandle }): ReactElement {
  const { labels } = useFeedContext();
  const [words, setWords] = useState("");
  useEffect(() => {
    let count = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const say = (): void => {
      timer = undefined;
      if (count === 0) return setWords("");
      setWords(labels.newItems(count));
      count = 0;
      timer = setTimeout(say, EVERY_MS);
    };
    const stop = feed.onNewItems((items) => {
      count += items.length;
      timer ??= setTimeout(say, 0);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [feed, labels]);
  return (
    <div role="status" aria-live="polite" className="carillon-hidden">
      {words}
    </div>
  );
}
