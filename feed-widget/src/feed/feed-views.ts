import type { FeedFilter } from "@carillon/client";
import type { CountName } from "../count-name.js";
import type { ListLabels } from "../list-labels.js";

/** The name of a built-in list, or the `key` of a custom one. */
export type FeedTab = "all" | "unread" | "snoozed" | "archived" | (string & {});

/** A custom list that the user may choose. */
export interface FeedTabOption {
  /** A unique name. */
  readonly key: string;
  /** The visible label. */
  readonly label: string;
  /** The items of the list, within the feed's own `filter`. @example `{ categories: ["billing"] }` */
  readonly filter?: FeedFilter;
  /** The number next to the label; null for none. Default: `unread`. */
  readonly count?: CountName | null;
}

/** A list with everything that is shown of it. */
export interface FeedView {
  readonly key: string;
  readonly label: string;
  readonly filter: FeedFilter | undefined;
  readonly count: CountName | null;
  /** The list that has this count, if it is another one. */
  readonly countedIn: FeedFilter | undefined;
}

type Known = "all" | "unread" | "snoozed" | "archived";

const KNOWN: Readonly<Record<Known, { readonly filter?: FeedFilter; readonly count: CountName | null }>> = {
  all: { count: null },
  unread: { filter: { isRead: false }, count: "unread" },
  snoozed: { filter: { snoozed: "ONLY" }, count: null },
  archived: { filter: { archived: "ONLY" }, count: null },
};

/** A list by its name, within the feed's own limits. */
export function viewOf(tab: FeedTab | FeedTabOption, labels: ListLabels, limits: FeedFilter | undefined): FeedView {
  const given = typeof tab === "object" ? tab : null;
  const key = typeof tab === "object" ? tab.key : tab;
  const known = given === null && isKnown(key) ? KNOWN[key] : null;
  const filter = given?.filter ?? known?.filter;
  const within = filter === undefined ? limits : { ...limits, ...filter };
  return {
    key,
    label: given?.label ?? (known === null ? key : labels[key as Known]),
    filter: within,
    count: given?.count === undefined ? (known === null ? "unread" : known.count) : given.count,
    // The list of all items also has the count of unread items, and is already loaded.
    countedIn: known === KNOWN.unread ? limits : within,
  };
}

/** Whether a built-in list has this name. */
export function isKnown(key: string): key is Known {
  return Object.hasOwn(KNOWN, key);
}
