import type { FeedPage } from "./feed/model.js";
import type { MarkStorage } from "./feed/mark-storage.js";
import type { Signals } from "./signals.js";
import type { OpenSocket } from "./transport/socket.js";
import type { FeedOptions } from "./types.js";

/** Why a token is asked for: the first one, the one before runs out, the server refused it, or the person may be another one. */
export type TokenReason = "first" | "expired" | "refused" | "recheck";

/**
 * Gives a signed user token, such as by asking your backend; null when nobody is signed in.
 *
 * @example
 * const userToken: TokenProvider = async () => (await fetch("/api/carillon-token")).text();
 */
export type TokenProvider = (context: {
  readonly reason: TokenReason;
}) => string | null | undefined | Promise<string | null | undefined>;

/** A signed user token, or how to get one. */
export type UserToken = string | TokenProvider;

/** Options of both kinds of client. */
export interface CommonOptions {
  /** URL of the API, such as `https://notify.example.com/graphql`; in a browser it may be relative. */
  readonly endpoint: string;
  /** URL for live feeds; `endpoint` with `ws:` or `wss:` if left out. */
  readonly socketEndpoint?: string;
  /** Another `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** A WebSocket class for platforms without one, such as that of `ws` on Node 20. */
  readonly webSocket?: unknown;
  /** Timeout of one try of a call in milliseconds; 30,000 if left out. */
  readonly timeoutMs?: number;
  /** How often a call that may be repeated is tried again; 3 if left out. */
  readonly maxRetries?: number;
  /** Milliseconds after which a hidden page's connection is paused; 30,000 if left out, `Infinity` for never. */
  readonly pauseWhenHiddenMs?: number;
  /** Where page visibility and network state come from; the browser if left out. */
  readonly signals?: Signals;
}

/**
 * A client for one person, in a browser or an app.
 *
 * @example
 * createClient({ endpoint, publicKey: "pk_…", userToken: () => fetchTokenFromMyBackend() });
 */
export interface BrowserClientOptions extends CommonOptions {
  /** The environment's public key, `pk_…`. */
  readonly publicKey: string;
  /** A signed user token, or how to get one; a function is asked again shortly before the token ends and when it is refused. */
  readonly userToken?: UserToken | null;
  /** In a development environment, and only there, a user's id in place of a token. */
  readonly userId?: string | null;
  /** Your name for the person, under which data is stored in the browser; left out, the token's `sub` or `userId`. */
  readonly person?: string | null;
  /** Whether marks made here show at once in the user's other tabs; true if left out. */
  readonly crossTab?: boolean;
  /** Where marks wait that could not be sent, also over a reload; `localStorage` if left out, null for nowhere. */
  readonly markStorage?: MarkStorage | null;
  /** First pages that a server fetched ahead, by `prefetchFeed` of `@carillon/client/server`. */
  readonly initialFeeds?: readonly PrefetchedFeed[];
  /** Keeps first pages for the next visit; see `@carillon/client/cache`. None if left out. */
  readonly cache?: FeedCache;
  /** One socket for all tabs of a person; see `@carillon/client/tabs`. One socket for each tab if left out. */
  readonly shareSocket?: ShareSocket | null;
  readonly secretKey?: never;
}

/**
 * A client for a backend.
 *
 * @example
 * createClient({ endpoint, secretKey: process.env.CARILLON_SECRET_KEY });
 */
export interface ServerClientOptions extends CommonOptions {
  /** A secret key, `sk_…`; refused in a browser. */
  readonly secretKey: string;
  readonly publicKey?: never;
  readonly userToken?: never;
  readonly userId?: never;
  readonly person?: never;
  readonly crossTab?: never;
  readonly markStorage?: never;
  readonly initialFeeds?: never;
  readonly cache?: never;
  readonly shareSocket?: never;
}

/** A feed's first page, fetched ahead; plain JSON. */
export interface PrefetchedFeed {
  /** The person whose page it is, if known: a client of another person ignores the page. */
  readonly person: string | null;
  readonly options: FeedOptions;
  readonly page: FeedPage;
}

/** Keeps first pages from one visit to the next. */
export interface FeedCache {
  read(key: FeedCacheKey): Promise<FeedPage | null>;
  write(key: FeedCacheKey, page: FeedPage): void;
  /** Drops everything of one person. */
  forget(person: string): void;
}

/** Which page; `person` names the person and the environment. */
export interface FeedCacheKey {
  readonly person: string;
  readonly feed: string;
}

/** Makes the opener of a client's sockets out of the one that opens real ones. */
export type ShareSocket = (context: {
  readonly open: OpenSocket;
  /** Name of the person's tabs; null if they are to stay apart. */
  name(): Promise<string | null>;
}) => OpenSocket | Promise<OpenSocket>;

/** Options of one call. */
export interface CallOptions {
  /** Ends the call; its promise rejects with `ABORTED`. */
  readonly signal?: AbortSignal;
  /** Timeout of one try in milliseconds; the client's if left out. */
  readonly timeoutMs?: number;
}

/** Options of `request`. */
export interface RequestOptions extends CallOptions {
  /**
   * Whether repeating the operation is harmless, so that it may be retried automatically; if left out true for queries,
   * false for mutations.
   */
  readonly isIdempotent?: boolean;
  /** Whether the call outlives the page that made it; false if left out. */
  readonly keepalive?: boolean;
}
