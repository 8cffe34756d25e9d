import type { CountName } from "./count-name.js";

/** The texts that a page needs before a feed is opened. The others are loaded with the feed. */
export interface BellLabels {
  /** Heading of the feed, and name of the bell. */
  readonly title: string;
  /** Accessible name of the bell; `count` is the number on its badge, and `of` what it counts. */
  bell(count: number, of?: CountName): string;
  readonly close: string;
  readonly loading: string;
  readonly retry: string;
  /** A lazy part of the widget could not be loaded. */
  readonly partFailed: string;
  /** Announced, and shown if the list is scrolled down. */
  newItems(count: number): string;
}

const BELL_COUNTS: Readonly<Record<CountName, string>> = { unseen: " new", unread: " unread", total: "" };

export const englishBellLabels: BellLabels = {
  title: "Notifications",
  bell: (count, of = "unseen") => (count === 0 ? "Notifications" : `Notifications, ${count}${BELL_COUNTS[of]}`),
  newItems: (count) => `${count} new notification${count === 1 ? "" : "s"}`,
  close: "Close",
  loading: "Loading notifications",
  partFailed: "This could not be loaded.",
  retry: "Try again",
};
