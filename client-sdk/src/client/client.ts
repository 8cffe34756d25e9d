import type { BrowserClient } from "./client-types.js";
import { CarillonError } from "../errors.js";
import { FeedRegistry } from "../feed/registry.js";
import type { BrowserClientOptions, ServerClientOptions } from "../options.js";
import { LiveConnection } from "./live-connection.js";
import { type Late, loadLate } from "./load-late.js";
import { type Credentials, createCredentials } from "../person/credentials.js";
import { executeHttp } from "../transport/http.js";
import { request } from "../transport/result.js";
import type { Transport } from "../transport/transport.js";

/** Creates a user's client; a backend's client adds its own methods. Refuses a secret key in a browser. */
export function createBaseClient(options: BrowserClientOptions | ServerClientOptions): BrowserClient {
  const credentials = createCredentials(options);
  const closed = new AbortController();
  const name = (): Promise<string | null> => personName(options, credentials);
  const connection = new LiveConnection((late) =>
    late.openConnection({ options, credentials, url: () => socketUrl(options), personName: name }),
  );
  const transport = createTransport(options, credentials, connection, closed.signal);
  const feeds = new FeedRegistry({
    transport,
    connection,
    signals: () => options.signals,
    personName: name,
    crossTab: options.crossTab !== false,
    markStorage: options.markStorage === undefined ? browserStorage() : options.markStorage,
    initialFeeds: options.initialFeeds ?? [],
    cache: options.cache ?? null,
    onPersonLeft: () => void credentials.recheck(),
  });
  const stopWatching = followPerson(credentials, feeds, connection);

  return {
    ...lateMethods(transport),
    connection,
    transport,
    person: credentials.person,
    feed: (feedOptions = {}) => feeds.open(feedOptions),
    request: (document, variables, requestOptions) => request(transport, document, variables, requestOptions),
    setUserToken(userToken) {
      const { switchCount } = credentials.person.getSnapshot();
      credentials.setUserToken(userToken);
      if (credentials.person.getSnapshot().switchCount !== switchCount) return;
      connection.renew();
      feeds.retry();
    },
    recheckPerson: () => credentials.recheck(),
    close() {
      stopWatching();
      feeds.close();
      closed.abort();
      connection.close();
    },
  };
}

/** Empties all feeds when a token turns out to be another user's, and retries when the user becomes known. */
function followPerson(credentials: Credentials, feeds: FeedRegistry, connection: LiveConnection): () => void {
  let before = credentials.person.getSnapshot();
  return credentials.person.subscribe(() => {
    const now = credentials.person.getSnapshot();
    const isSwitch = now.switchCount !== before.switchCount;
    const isFirst = before.id === null && before.switchCount === 0;
    before = now;
    if (isSwitch) feeds.switchPerson();
    else feeds.retry();
    // The first token arrived; the socket waits for the same token.
    if (!isFirst || connection.getSnapshot().status === "refused") connection.restart();
  });
}

function createTransport(
  options: BrowserClientOptions | ServerClientOptions,
  credentials: Credentials,
  connection: LiveConnection,
  closed: AbortSignal,
): Transport {
  return {
    execute: (operation, requestOptions) => executeHttp({ options, credentials, closed }, operation, requestOptions),
    subscribe: (live) => connection.keep(live),
    hold: () => connection.hold(),
  };
}

/** Methods are loaded with the first call of one. */
function lateMethods(transport: Transport): ReturnType<Late["createMethods"]> {
  const methods = async () => (await loadLate()).createMethods(transport);
  return {
    identify: async (...args) => (await methods()).identify(...args),
    setPreferences: async (...args) => (await methods()).setPreferences(...args),
    preferences: async (...args) => (await methods()).preferences(...args),
    markMessages: async (...args) => (await methods()).markMessages(...args),
    markFeed: async (...args) => (await methods()).markFeed(...args),
    undoMarkFeed: async (...args) => (await methods()).undoMarkFeed(...args),
  };
}

/** The endpoint relative to the page or worker; a server has no base address and needs an absolute endpoint. */
function socketUrl({ endpoint, socketEndpoint }: BrowserClientOptions | ServerClientOptions): string {
  const base =
    typeof document !== "undefined" ? document.baseURI : typeof location !== "undefined" ? location.href : undefined;
  try {
    // As text, because React Native's URL can be neither changed nor parsed.
    return new URL(socketEndpoint ?? endpoint, base).href.replace(/^http/, "ws");
  } catch (error) {
    throw new CarillonError("INVALID_OPTIONS", `\`endpoint\` is not a URL: ${JSON.stringify(endpoint)}`, {
      cause: error,
    });
  }
}

/** A name for one person at one environment; null for a backend and without a person. */
async function personName(
  options: BrowserClientOptions | ServerClientOptions,
  credentials: Credentials,
): Promise<string | null> {
  if (options.secretKey !== undefined) return null;
  const person = await credentials.personId();
  return person === null ? null : [socketUrl(options), options.publicKey, person].join(" ");
}

function browserStorage(): Storage | null {
  try {
    return typeof localStorage === "undefined" || typeof window === "undefined" ? null : localStorage;
  } catch {
    // A page with an opaque origin, such as a sandboxed frame, may not use storage.
    return null;
  }
}
