import { englishListLabels, type ListLabels } from "./list-labels.js";

/** Every text of the widget. Pass your own to translate it. */
export interface FeedLabels extends ListLabels {
  readonly markRead: string;
  readonly markUnread: string;
  readonly archive: string;
  /** Removes a notice. */
  readonly dismiss: string;
  readonly offline: string;
  readonly reconnecting: string;
  /** The list is shown, but live changes do not arrive. */
  readonly notLive: string;
  /** A mark was reverted. */
  readonly markFailed: string;
  readonly unarchive: string;
  /** Snoozes an item until a time. */
  readonly snooze: string;
  /** Returns a snoozed item before its time. */
  readonly unsnooze: string;
  /** Name of the choice of times. */
  readonly snoozeUntil: string;
  /** Name of the field for a custom time. */
  readonly ownTime: string;
  /** Keeps an item at the top of the list. */
  readonly pin: string;
  readonly unpin: string;
  readonly undo: string;
  /** Announced after an item was archived. */
  readonly didArchive: string;
  readonly didMarkAllRead: string;
  /** Headings of items by date; those for today and yesterday come from `Intl`. */
  readonly thisWeek: string;
  readonly older: string;
  /** The return time of a snoozed item. */
  snoozedUntil(time: string): string;
  /** Announced after an item was snoozed. */
  didSnooze(time: string): string;
}

/** The texts in English. */
export const englishLabels: FeedLabels = {
  ...englishListLabels,
  markRead: "Mark as read",
  markUnread: "Mark as unread",
  archive: "Archive",
  dismiss: "Dismiss",
  offline: "You are offline. What you see may be old.",
  reconnecting: "Reconnecting …",
  notLive: "New notifications do not show by themselves right now.",
  markFailed: "That could not be saved and was taken back.",
  unarchive: "Move out of archive",
  snooze: "Snooze",
  unsnooze: "Bring back now",
  snoozeUntil: "Snooze until",
  ownTime: "Time of your own",
  pin: "Pin",
  unpin: "Unpin",
  undo: "Undo",
  didArchive: "Archived",
  didMarkAllRead: "All marked as read",
  thisWeek: "This week",
  older: "Older",
  snoozedUntil: (time) => `Until ${time}`,
  didSnooze: (time) => `Snoozed until ${time}`,
};
