import type { Signals } from "./signals.js";

/** Why a token is asked for: the first one, the one before ran out, or the server refused it. */
export type TokenReason = "first" | "expired" | "refused";

/**
 * Gives a signed user token, such as by asking your backend.
 *
 * @example
 * const userToken: TokenProvider = async () => (await fetch("/api/carillon-token")).text();
 */
export type TokenProvider = (context: { readonly reason: TokenReason }) => string | Promise<string>;

/** Options of both kinds of client. */
export interface CommonOptions {
  /** URL of the API, such as `https://notify.example.com/graphql`; in a browser it may be relative. */
  readonly endpoint: string;
  /** URL for live feeds; `endpoint` with `ws:` or `wss:` if left out. */
  readonly socketEndpoint?: string;
  /** Another `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** A WebSocket class where the platform has none, such as that of `ws` on Node 20. */
  readonly webSocket?: unknown;
  /** Milliseconds until one try of a call is given up; 30,000 if left out. */
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
  /** A signed user token, or how to get one; a function is asked again when the token runs out or is refused. */
  readonly userToken?: string | TokenProvider;
  /** In a development environment, and only there, a user's id in place of a token. */
  readonly userId?: string;
  /** Whether marks made here show at once in the user's other tabs; true if left out. */
  readonly crossTab?: boolean;
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
  readonly crossTab?: never;
}

/** Options of one call. */
export interface CallOptions {
  /** Ends the call; its promise rejects with `ABORTED`. */
  readonly signal?: AbortSignal;
  /** Milliseconds until one try is given up; the client's if left out. */
  readonly timeoutMs?: number;
}

/** Options of `request`. */
export interface RequestOptions extends CallOptions {
  /** Whether doing it twice does no harm, so that it may be tried again by itself; true for queries, false for mutations if left out. */
  readonly isIdempotent?: boolean;
}
