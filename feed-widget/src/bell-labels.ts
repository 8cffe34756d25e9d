import type { CountName } from "./count-name.js";

/** The words that a page needs before a feed is opened; the others come with the feed. */
export interface BellLabels {
  /** Heading of the feed and name of the bell. */
  readonly title: string;
  /** Name of the bell, for those who hear it; `count` is what its badge shows, and `of` what that counts. */
  bell(count: number, of?: CountName): string;
  readonly close: string;
  readonly loading: string;
  readonly retry: string;
  /** A part of the widget that comes when it is first needed could not be fetched. */
  readonly partFailed: string;
  /** Said, and shown where the list is not at its top. */
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
