import type { BrowserClient, CarillonErrorLike, FeedFilter, FeedItem, UserToken } from "@carillon/client";

/** Properties of both elements. Texts and numbers may be given as attributes, in kebab case. */
export interface CarillonElementProperties {
  /** Where GraphQL answers. */
  endpoint: string | undefined;
  publicKey: string | undefined;
  /** In a development environment, in place of a token. */
  userId: string | undefined;
  /** A signed token, or a function that fetches one. */
  userToken: UserToken | undefined;
  /** Who it is, where only a function could tell. */
  person: string | undefined;
  /** A client that you made yourself, in place of the options above; two elements may share one. */
  client: BrowserClient | undefined;
  tenantId: string | undefined;
  theme: "auto" | "light" | "dark" | undefined;
  locale: string | undefined;
  /** Items per page, 1 to 100; 20 by default. */
  pageSize: number | undefined;
  /** What the list is limited to. */
  filter: FeedFilter | undefined;
  /** Words, locale and direction, such as one of `@carillon/react/locales/…`. */
  language: object | undefined;
  /** Words in place of those of the language. */
  labels: object | undefined;
  /** Schemes of your own that links may have. */
  linkSchemes: readonly string[] | undefined;
  /** Level of the heading; 2 by default. */
  headingLevel: number | undefined;
  /** Of the bell: which count it shows; `unseen` by default. */
  badge: "unseen" | "unread" | "total" | undefined;
}

/** Properties of `<carillon-bell>`. */
export interface CarillonBellProperties extends CarillonElementProperties {
  /** Whether its feed is open. */
  open: boolean;
}

/** What the elements tell, as events that bubble out of shadow roots. */
export interface CarillonEventMap {
  /** A link to a page is followed. `preventDefault()`, and go there by your router; else the browser does. */
  "carillon-navigate": CustomEvent<{ readonly url: string; readonly item: FeedItem }>;
  /** An item is chosen; `preventDefault()` keeps its link from being followed. */
  "carillon-item-click": CustomEvent<{ readonly item: FeedItem }>;
  /** The bell's feed opens or closes. */
  "carillon-open-change": CustomEvent<{ readonly isOpen: boolean }>;
  /** Something goes wrong, once each. */
  "carillon-error": CustomEvent<{ readonly error: CarillonErrorLike }>;
}

/** `<carillon-feed>`: heading, tabs and list; fills the height it is given. */
export type CarillonFeed = HTMLElement & CarillonElementProperties;
export const CarillonFeed: new () => CarillonFeed;

/** `<carillon-bell>`: a bell that opens a feed; `open` says whether it is. */
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
