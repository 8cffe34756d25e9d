import {
  type BrowserClient,
  type BrowserClientOptions,
  CarillonError,
  type ShareSocket,
  createClient,
  subjectOf,
} from "@carillon/client";

/** The current options, for every reader. */
export interface Latest {
  current: BrowserClientOptions | null;
}

/** The key of a client: the environment, and the user if the options name one. */
export function clientKey(options: BrowserClientOptions): string {
  const { endpoint, socketEndpoint, publicKey, crossTab } = options;
  return JSON.stringify([endpoint, socketEndpoint, publicKey, crossTab !== false, ...whoOf(options)]);
}

function whoOf({ person, userId, userToken }: BrowserClientOptions): readonly (string | null)[] {
  if (userId != null) return ["id", person ?? null, userId];
  if (userToken == null) return ["nobody", person ?? null];
  if (person != null) return ["token", person];
  // A token without a subject identifies no user.
  return typeof userToken === "string" ? ["token", subjectOf(userToken) ?? userToken] : ["function"];
}

/**
 * A client that reads changeable options from the latest ones. Invalid options give a client that reports the error.
 */
export function makeClient(options: BrowserClientOptions | null, latest: Latest): BrowserClient {
  try {
    if (options === null || typeof options.endpoint !== "string") {
      throw new CarillonError("INVALID_OPTIONS", "A <FeedProvider> needs a `client`, or `endpoint` and `publicKey`.");
    }
    return createClient(liveOptions(options, latest));
  } catch (error) {
    return failingClient(error instanceof CarillonError ? error : new CarillonError("INVALID_OPTIONS", String(error)));
  }
}

/** Options that are read at each use. */
const LIVE = ["signals", "fetch", "webSocket", "timeoutMs", "maxRetries", "pauseWhenHiddenMs"] as const;

function liveOptions(options: BrowserClientOptions, latest: Latest): BrowserClientOptions {
  const now = (): BrowserClientOptions => latest.current ?? options;
  const { userToken } = options;
  const live = {
    ...options,
    // The function may be a new one at each render: the client calls the latest one.
    ...(typeof userToken === "function" ? { userToken: latestProvider(now) } : {}),
    // Null keeps tabs separate. Loaded later, because the first items do not need it.
    shareSocket: options.shareSocket === undefined ? shareLater : options.shareSocket,
  };
  for (const name of LIVE) Object.defineProperty(live, name, { get: () => now()[name] });
  return live;
}

const shareLater: ShareSocket = async (context) => {
  const { shareSocket } = await import("@carillon/client/tabs");
  return shareSocket()(context);
};

/** Calls the latest function. */
export function latestProvider(now: () => BrowserClientOptions | null) {
  return (context: { readonly reason: "first" | "expired" | "refused" | "recheck" }) => {
    const provider = now()?.userToken;
    return typeof provider === "function" ? provider(context) : provider;
  };
}

/** Loads nothing and opens no socket: its feeds report the error in the options. */
function failingClient(error: CarillonError): BrowserClient {
  const fail = (): never => {
    throw error;
  };
  return createClient({
    endpoint: "https://invalid.invalid/",
    publicKey: "pk_",
    userToken: fail,
    webSocket: fail,
    markStorage: null,
    crossTab: false,
  });
}
