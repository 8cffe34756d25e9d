/** Every word that the widget itself says. Give your own to translate it. */
export interface FeedLabels {
  /** Heading of the feed and name of the bell. */
  readonly title: string;
  /** Name of the bell, for those who hear it; `count` is what its badge shows. */
  bell(count: number): string;
  readonly all: string;
  readonly unread: string;
  /** Name of the tabs. */
  readonly filters: string;
  readonly markAllRead: string;
  readonly markRead: string;
  readonly markUnread: string;
  readonly archive: string;
  readonly close: string;
  readonly loading: string;
  readonly loadMore: string;
  /** Words at the end of a list that was read to its end. */
  readonly end: string;
  readonly emptyTitle: string;
  readonly emptyBody: string;
  readonly emptyUnreadTitle: string;
  readonly emptyUnreadBody: string;
  readonly errorTitle: string;
  readonly errorBody: string;
  readonly retry: string;
  readonly offline: string;
  readonly reconnecting: string;
  /** The server does not accept the key or token. */
  readonly refused: string;
  /** A mark was taken back. */
  readonly markFailed: string;
  /** Said, and shown where the list is not at its top. */
  newItems(count: number): string;
  /** Beside an item's actors: how many more there are. */
  moreActors(count: number): string;
  /** Beside an item that tells of several activities. */
  activities(count: number): string;
  readonly unreadMark: string;
  /** Somebody without a name. */
  readonly someone: string;
}

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** The words in English. */
export const englishLabels: FeedLabels = {
  title: "Notifications",
  bell: (count) => (count === 0 ? "Notifications" : `Notifications, ${count} new`),
  all: "All",
  unread: "Unread",
  filters: "Which notifications",
  markAllRead: "Mark all as read",
  markRead: "Mark as read",
  markUnread: "Mark as unread",
  archive: "Archive",
  close: "Close",
  loading: "Loading notifications",
  loadMore: "Load older",
  end: "That is all",
  emptyTitle: "Nothing here yet",
  emptyBody: "What concerns you will show up here.",
  emptyUnreadTitle: "All caught up",
  emptyUnreadBody: "You have read everything.",
  errorTitle: "Notifications could not be loaded",
  errorBody: "It is tried again by itself.",
  retry: "Try again",
  offline: "You are offline. What you see may be old.",
  reconnecting: "Reconnecting …",
  refused: "Not signed in to notifications.",
  markFailed: "That could not be saved and was taken back.",
  newItems: (count) => plural(count, "new notification", "new notifications"),
  moreActors: (count) => `+${count}`,
  activities: (count) => plural(count, "activity", "activities"),
  unreadMark: "Unread",
  someone: "Someone",
};
