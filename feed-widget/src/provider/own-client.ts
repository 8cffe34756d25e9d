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

/** Identifies a client: the environment, and the person as far as the options say. */
export function clientKey(options: BrowserClientOptions): string {
  const { endpoint, socketEndpoint, publicKey, crossTab } = options;
  return JSON.stringify([endpoint, socketEndpoint, publicKey, crossTab !== false, ...whoOf(options)]);
}

function whoOf({ person, userId, userToken }: BrowserClientOptions): readonly (string | null)[] {
  if (userId != null) return ["id", person ?? null, userId];
  if (userToken == null) return ["nobody", person ?? null];
  if (person != null) return ["token", person];
  // A token without a subject may be anybody's.
  return typeof userToken === "string" ? ["token", subjectOf(userToken) ?? userToken] : ["function"];
}

/** A client that reads changeable options from the latest ones. Invalid options give a client that reports the fault. */
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
    // A function that is created at each render stays one provider: the latest one is called.
    ...(typeof userToken === "function" ? { userToken: latestProvider(now) } : {}),
    // Null keeps tabs separate. Loaded later, since the first items do not need it.
    shareSocket: options.shareSocket === undefined ? shareLater : options.shareSocket,
  };
  for (const name of LIVE) Object.defineProperty(live, name, { get: () => now()[name] });
  return live;
}

const shareLater: ShareSocket = async (context) => {
  const { shareSocket } = await import("@carillon/client/tabs");
  return shareSocket()(context);
};

/** Asks whichever function is the latest. */
export function latestProvider(now: () => BrowserClientOptions | null) {
  return (context: { readonly reason: "first" | "expired" | "refused" | "recheck" }) => {
    const provider = now()?.userToken;
    return typeof provider === "function" ? provider(context) : provider;
  };
}

/** Loads nothing and opens nothing: its feeds report the fault of the options. */
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
