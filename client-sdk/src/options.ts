import type { FeedPage } from "./feed/model.js";
import type { MarkStorage } from "./feed/mark-storage.js";
import type { Signals } from "./signals.js";
import type { OpenSocket } from "./transport/socket.js";
import type { FeedOptions } from "./types.js";

/**
 * Why a token is requested: it is the first one, the previous one expires, the server refused it, or the user may
 * have changed.
 */
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

/** A signed user token, or a function that returns one. */
export type UserToken = string | TokenProvider;

/** Options of both kinds of client. */
export interface CommonOptions {
  /** URL of the API, such as `https://notify.example.com/graphql`; in a browser it may be relative. */
  readonly endpoint: string;
  /** URL for live feeds. Default: `endpoint` with `ws:` or `wss:`. */
  readonly socketEndpoint?: string;
  /** A replacement for the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** A WebSocket class for platforms without one, for example that of `ws` on Node 20. */
  readonly webSocket?: unknown;
  /** Timeout of one attempt of a call in milliseconds. Default: 30,000. */
  readonly timeoutMs?: number;
  /** Maximum number of retries of a call that may be repeated. Default: 3. */
  readonly maxRetries?: number;
  /** Milliseconds after which a hidden page's connection is paused. Default: 30,000; `Infinity` for never. */
  readonly pauseWhenHiddenMs?: number;
  /** The source of page visibility and network state. Default: the browser. */
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
  /**
   * A signed user token, or a function that returns one. The function is called again shortly before the token
   * expires and when the server refuses it.
   */
  readonly userToken?: UserToken | null;
  /** The id of a user, instead of a token. Development environments only. */
  readonly userId?: string | null;
  /** A name for the user under which the browser stores data. Default: the token's `sub`, or `userId`. */
  readonly person?: string | null;
  /** Whether marks show at once in the user's other tabs. Default: true. */
  readonly crossTab?: boolean;
  /** Storage for unsent marks, also across reloads. Default: `localStorage`; null for none. */
  readonly markStorage?: MarkStorage | null;
  /** First pages that a server prefetched with `prefetchFeed` of `@carillon/client/server`. */
  readonly initialFeeds?: readonly PrefetchedFeed[];
  /** Stores first pages for the next visit; see `@carillon/client/cache`. Default: none. */
  readonly cache?: FeedCache;
  /** Shares one socket among all tabs of a user; see `@carillon/client/tabs`. Default: one socket per tab. */
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

/**
 * A client for a page of the server itself, such as the dashboard, whose session is in a cookie.
 *
 * @example
 * createSessionClient({ endpoint: "/graphql", environmentKey: "development" });
 */
export interface SessionClientOptions extends Pick<CommonOptions, "endpoint" | "fetch" | "timeoutMs" | "maxRetries"> {
  /** The environment that all calls name. */
  readonly environmentKey: string;
}

/** A prefetched first page of a feed; plain JSON. */
export interface PrefetchedFeed {
  /** The user of the page, if known: a client of another user ignores the page. */
  readonly person: string | null;
  readonly options: FeedOptions;
  readonly page: FeedPage;
}

/** Stores first pages between visits. */
export interface FeedCache {
  read(key: FeedCacheKey): Promise<FeedPage | null>;
  write(key: FeedCacheKey, page: FeedPage): void;
  /** Deletes everything of one user. */
  forget(person: string): void;
}

/** The key of a page; `person` identifies the user and the environment. */
export interface FeedCacheKey {
  readonly person: string;
  readonly feed: string;
}

/** Returns an opener of shared sockets that uses the given opener of real ones. */
export type ShareSocket = (context: {
  readonly open: OpenSocket;
  /** The name of the user's tabs; null if they must not share. */
  name(): Promise<string | null>;
}) => OpenSocket | Promise<OpenSocket>;

/** Options of one call. */
export interface CallOptions {
  /** Aborts the call; its promise rejects with `ABORTED`. */
  readonly signal?: AbortSignal;
  /** Timeout of one attempt in milliseconds. Default: the client's. */
  readonly timeoutMs?: number;
}

/** Options of `request`. */
export interface RequestOptions extends CallOptions {
  /**
   * Whether repeating the operation is harmless, so that it may be retried automatically. Default: true for queries,
   * false for mutations.
   */
  readonly isIdempotent?: boolean;
  /** Whether the call outlives the page that made it. Default: false. */
  readonly keepalive?: boolean;
}
