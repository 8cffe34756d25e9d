import { type BellLabels, englishBellLabels } from "./bell-labels.js";

/** Every word that the widget itself says. Give your own to translate it. */
export interface FeedLabels extends BellLabels {
  readonly all: string;
  readonly unread: string;
  /** Name of the tabs. */
  readonly filters: string;
  readonly markAllRead: string;
  readonly markRead: string;
  readonly markUnread: string;
  readonly archive: string;
  /** Takes a notice away. */
  readonly dismiss: string;
  /** Below the beginning of a long text. */
  readonly showMore: string;
  readonly showLess: string;
  readonly loadMore: string;
  /** Words at the end of a list that was read to its end. */
  readonly end: string;
  readonly emptyTitle: string;
  readonly emptyBody: string;
  readonly emptyUnreadTitle: string;
  readonly emptyUnreadBody: string;
  readonly errorTitle: string;
  readonly errorBody: string;
  readonly offline: string;
  readonly reconnecting: string;
  /** The server does not accept the key or token. */
  readonly refused: string;
  /** The list is shown, but changes do not arrive by themselves. */
  readonly notLive: string;
  /** In place of an item that could not be shown. */
  readonly itemFailed: string;
  /** A mark was taken back. */
  readonly markFailed: string;
  /** Beside an item's actors: how many more there are. */
  moreActors(count: number): string;
  /** Beside an item that tells of several activities. */
  activities(count: number): string;
  readonly unreadMark: string;
  /** The list of items that were put off. */
  readonly snoozed: string;
  readonly archived: string;
  /** Name of the button that shows the lists without a tab. */
  readonly moreLists: string;
  readonly unarchive: string;
  /** Puts an item off until a time. */
  readonly snooze: string;
  /** Brings a snoozed item back before its time. */
  readonly unsnooze: string;
  /** Name of the choices of times. */
  readonly snoozeUntil: string;
  /** Name of the field for a time of the reader's own. */
  readonly ownTime: string;
  /** Keeps an item on top of the list. */
  readonly pin: string;
  readonly unpin: string;
  /** Above the pinned items, and name of the mark of each. */
  readonly pinned: string;
  /** Beside that, where only some are shown; their number follows. */
  readonly showAllPinned: string;
  readonly undo: string;
  /** Said after an item was archived. */
  readonly didArchive: string;
  readonly didMarkAllRead: string;
  /** Headings above items by their date; those of today and yesterday come from `Intl`. */
  readonly thisWeek: string;
  readonly older: string;
  /** In place of the items of any other list than the first two. */
  readonly emptyListTitle: string;
  /** Beside a snoozed item: when it returns. */
  snoozedUntil(time: string): string;
  /** Said after an item was snoozed. */
  didSnooze(time: string): string;
}

/** The words in English. */
export const englishLabels: FeedLabels = {
  ...englishBellLabels,
  all: "All",
  unread: "Unread",
  filters: "Which notifications",
  markAllRead: "Mark all as read",
  markRead: "Mark as read",
  markUnread: "Mark as unread",
  archive: "Archive",
  dismiss: "Dismiss",
  showMore: "Show more",
  showLess: "Show less",
  loadMore: "Load older",
  end: "That is all",
  emptyTitle: "Nothing here yet",
  emptyBody: "What concerns you will show up here.",
  emptyUnreadTitle: "All caught up",
  emptyUnreadBody: "You have read everything.",
  errorTitle: "Notifications could not be loaded",
  errorBody: "It is tried again by itself.",
  offline: "You are offline. What you see may be old.",
  reconnecting: "Reconnecting …",
  refused: "Not signed in to notifications.",
  notLive: "New notifications do not show by themselves right now.",
  itemFailed: "This notification cannot be shown.",
  markFailed: "That could not be saved and was taken back.",
  moreActors: (count) => `+${count}`,
  activities: (count) => `${count} ${count === 1 ? "activity" : "activities"}`,
  unreadMark: "Unread",
  snoozed: "Snoozed",
  archived: "Archived",
  moreLists: "More lists",
  unarchive: "Move out of archive",
  snooze: "Snooze",
  unsnooze: "Bring back now",
  snoozeUntil: "Snooze until",
  ownTime: "Time of your own",
  pin: "Pin",
  unpin: "Unpin",
  pinned: "Pinned",
  showAllPinned: "Show all pinned",
  undo: "Undo",
  didArchive: "Archived",
  didMarkAllRead: "All marked as read",
  thisWeek: "This week",
  older: "Older",
  emptyListTitle: "Nothing here",
  snoozedUntil: (time) => `Until ${time}`,
  didSnooze: (time) => `Snoozed until ${time}`,
};
