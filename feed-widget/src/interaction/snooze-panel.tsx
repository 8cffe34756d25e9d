"use client";
import type { FeedItem } from "@carillon/client";
import { type ReactElement, useEffect, useMemo, useRef, useState } from "react";
import { closeOnEscape } from "../close-on-escape.js";
import { useFeedContext } from "../provider/context.js";
import { snoozeTimes } from "./snooze-times.js";

export interface SnoozePanelProps {
  readonly id: string;
  readonly item: FeedItem;
  onSnooze(item: FeedItem, until: Date): void;
  onClose(): void;
}

/** Offers some times, and a custom one. It is inside the item, so that nothing clips it. */
export function SnoozePanel({ id, item, onSnooze, onClose }: SnoozePanelProps): ReactElement {
  const { labels, locale } = useFeedContext();
  const [own, setOwn] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const times = useMemo(() => snoozeTimes(new Date(), locale), [locale]);
  const ownTime = new Date(own);
  const isOwnGood = ownTime.getTime() > Date.now();
  useEffect(() => box.current?.querySelector<HTMLElement>("button")?.focus(), []);
  return (
    <div
      ref={box}
      id={id}
      role="group"
      aria-label={labels.snoozeUntil}
      className="carillon-choices carillon-snooze"
      onKeyDown={closeOnEscape(onClose)}
    >
      {times.map(({ label, at }) => (
        <button key={label} type="button" className="carillon-choice" onClick={() => onSnooze(item, at)}>
          {label}
        </button>
      ))}
      <span className="carillon-snooze-own">
        <input
          type="datetime-local"
          className="carillon-input"
          aria-label={labels.ownTime}
          value={own}
          onChange={(event) => setOwn(event.target.value)}
        />
        <button type="button" className="carillon-choice" disabled={!isOwnGood} onClick={() => onSnooze(item, ownTime)}>
          {labels.snooze}
        </button>
      </span>
    </div>
  );
}
