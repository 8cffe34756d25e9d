import type { BrowserClient, CarillonErrorLike, FeedFilter, FeedItem, UserToken } from "@carillon/client";

/** Properties of both elements. Strings and numbers can also be set as attributes, in kebab case. */
export interface CarillonElementProperties {
  /** The URL of the GraphQL API. */
  endpoint: string | undefined;
  publicKey: string | undefined;
  /** The user's id, in a development environment, instead of a token. */
  userId: string | undefined;
  /** A signed token, or a function that fetches one. */
  userToken: UserToken | undefined;
  /** A name for the user under which the browser stores data. Default: `userId`, or the `sub` of the token. */
  person: string | undefined;
  /** A client that you made yourself, instead of the options above. Several elements may share one client. */
  client: BrowserClient | undefined;
  tenantId: string | undefined;
  theme: "auto" | "light" | "dark" | undefined;
  locale: string | undefined;
  /** Items per page, 1 to 100. Default: 20. */
  pageSize: number | undefined;
  /** Limits the list to matching items. */
  filter: FeedFilter | undefined;
  /** Texts, locale and direction, for example one of `@carillon/react/locales/…`. */
  language: object | undefined;
  /** Texts that replace those of `language`. */
  labels: object | undefined;
  /** Additional URL schemes that links may have. */
  linkSchemes: readonly string[] | undefined;
  /** Level of the heading. Default: 2. */
  headingLevel: number | undefined;
  /** For the bell: the count that it shows. Default: `unseen`. */
  badge: "unseen" | "unread" | "total" | undefined;
}

/** Properties of `<carillon-bell>`. */
export interface CarillonBellProperties extends CarillonElementProperties {
  /** Whether the bell's feed is open. */
  open: boolean;
}

/** Events of the elements. They bubble and cross shadow roots. */
export interface CarillonEventMap {
  /**
   * The user follows a link to a page. Call `preventDefault()` and navigate by your router, or the browser navigates.
   */
  "carillon-navigate": CustomEvent<{ readonly url: string; readonly item: FeedItem }>;
  /** The user chooses an item. `preventDefault()` stops the item's link. */
  "carillon-item-click": CustomEvent<{ readonly item: FeedItem }>;
  /** The bell's feed opens or closes. */
  "carillon-open-change": CustomEvent<{ readonly isOpen: boolean }>;
  /** An error occurred. Each error is reported once. */
  "carillon-error": CustomEvent<{ readonly error: CarillonErrorLike }>;
}

/** `<carillon-feed>`: heading, tabs and list. It fills the height that it is given. */
export type CarillonFeed = HTMLElement & CarillonElementProperties;
export const CarillonFeed: new () => CarillonFeed;

/** `<carillon-bell>`: a bell button that opens a feed. `open` says whether the feed is open. */
export type CarillonBell = HTMLElement & CarillonBellProperties;
export const CarillonBell: new () => CarillonBell;

declare global {
  interface HTMLElementTagNameMap {
    "carillon-feed": CarillonFeed;
    "carillon-bell": CarillonBell;
  }
  interface GlobalEventHandlersEventMap {
    "carillon-navigate": CarillonEventMap["carillon-navigate"];
    "carillon-item-click": CarillonEventMap["carillon-item-click"];
    "carillon-open-change": CarillonEventMap["carillon-open-change"];
    "carillon-error": CarillonEventMap["carillon-error"];
  }
}
