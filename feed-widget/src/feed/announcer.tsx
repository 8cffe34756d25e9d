"use client";
import type { FeedOptions } from "@carillon/client";
import { type ReactElement, useEffect, useState } from "react";
import { announcerPart } from "../late/load-announcer.js";
import { useLoadedPart } from "../late/use-late-part.js";
import { useBellContext } from "../provider/bell-context.js";
import { useLatest } from "./use-latest.js";

export interface AnnouncerProps {
  /** The feed. Default: the provider's. */
  readonly options?: FeedOptions;
}

/** Announces arrivals to assistive technology: politely, combined, and each once per page. */
export function Announcer({ options }: AnnouncerProps): ReactElement {
  const { client, feed: provided, bellLabels: labels } = useBellContext();
  const [words, setWords] = useState("");
  const latest = useLatest(labels);
  const part = useLoadedPart(announcerPart);
  const feed = client.feed(options ?? provided);
  useEffect(
    () => part?.announceArrivals(client, feed, (count) => setWords(count === 0 ? "" : latest.current.newItems(count))),
    [client, feed, part, latest],
  );
  return (
    <span role="status" aria-live="polite" className="carillon-hidden carillon-announcer">
      {words}
    </span>
  );
}
