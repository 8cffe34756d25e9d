import { type BellLabels, englishBellLabels } from "./bell-labels.js";

/** Texts for a list's first rendering; the others come with the interaction part. */
export interface ListLabels extends BellLabels {
  readonly all: string;
  readonly unread: string;
  /** Name of the tabs. */
  readonly filters: string;
  readonly markAllRead: string;
  /** Below the visible part of a long text. */
  readonly showMore: string;
  readonly showLess: string;
  readonly loadMore: string;
  /** Text at the end of a completely loaded list. */
  readonly end: string;
  readonly emptyTitle: string;
  readonly emptyBody: string;
  readonly emptyUnreadTitle: string;
  readonly emptyUnreadBody: string;
  readonly errorTitle: string;
  readonly errorBody: string;
  /** The server does not accept the key or token. */
  readonly refused: string;
  /** Replaces an item that could not be shown. */
  readonly itemFailed: string;
  /** The number of actors that are not named. */
  moreActors(count: number): string;
  /** The number of activities of a batched item. */
  activities(count: number): string;
  readonly unreadMark: string;
  /** Name of the list of snoozed items. */
  readonly snoozed: string;
  readonly archived: string;
  /** Name of the button that shows the lists without a tab. */
  readonly moreLists: string;
  /** Heading of the pinned items, and name of each item's pin icon. */
  readonly pinned: string;
  /** Next to that heading, if only some are shown; their number follows. */
  readonly showAllPinned: string;
  /** The message for any empty list other than the first two. */
  readonly emptyListTitle: string;
}

/** The texts in English. */
export const englishListLabels: ListLabels = {
  ...englishBellLabels,
  all: "All",
  unread: "Unread",
  filters: "Which notifications",
  markAllRead: "Mark all as read",
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
  refused: "Not signed in to notifications.",
  itemFailed: "This notification cannot be shown.",
  moreActors: (count) => `+${count}`,
  activities: (count) => `${count} ${count === 1 ? "activity" : "activities"}`,
  unreadMark: "Unread",
  snoozed: "Snoozed",
  archived: "Archived",
  moreLists: "More lists",
  pinned: "Pinned",
  showAllPinned: "Show all pinned",
  emptyListTitle: "Nothing here",
};
