import type { BrowserClient } from "./client-types.js";
import { Connection } from "./connection.js";
import { type Credentials, createCredentials } from "./credentials.js";
import { CarillonError } from "./errors.js";
import { FeedRegistry } from "./feed/registry.js";
import type { BrowserClientOptions, ServerClientOptions } from "./options.js";
import { platformSignals } from "./signals.js";
import { executeHttp } from "./transport/http.js";
import { request } from "./transport/result.js";
import type { Transport } from "./transport/transport.js";
import { createSocketOpener } from "./transport/websocket.js";
import { createVerbs } from "./verbs.js";

const TIMEOUT_MS = 30_000;
const MAX_RETRIES = 3;
const PAUSE_WHEN_HIDDEN_MS = 30_000;

/** All that a person's client can do; a backend's client adds its own verbs. Refuses a secret key in a browser. */
export function createBaseClient(options: BrowserClientOptions | ServerClientOptions): BrowserClient {
  const credentials = createCredentials(options);
  const closed = new AbortController();
  const connection = createConnection(options, credentials);
  const transport = createTransport(options, credentials, connection, closed.signal);
  const feeds = new FeedRegistry({ transport, connection, tabsName: tabsName(options, credentials) });

  return {
    ...createVerbs(transport),
    connection,
    transport,
    feed: (feedOptions = {}) => feeds.open(feedOptions),
    request: (document, variables, requestOptions) => request(transport, document, variables, requestOptions),
    close() {
      closed.abort();
      feeds.close();
      connection.close();
    },
  };
}

function createTransport(
  options: BrowserClientOptions | ServerClientOptions,
  credentials: Credentials,
  connection: Connection,
  closed: AbortSignal,
): Transport {
  const http = {
    endpoint: options.endpoint,
    credentials,
    // Called as a plain function: `window.fetch` refuses any other `this`.
    fetch: options.fetch ?? ((input: RequestInfo | URL, init?: RequestInit) => fetch(input, init)),
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    maxRetries: options.maxRetries ?? MAX_RETRIES,
    closed,
  };
  return {
    execute: (operation, requestOptions) => executeHttp(http, operation, requestOptions),
    subscribe: (live) => connection.keep(live),
    hold: () => connection.hold(),
  };
}

function createConnection(options: BrowserClientOptions | ServerClientOptions, credentials: Credentials): Connection {
  return new Connection({
    openSocket: createSocketOpener({
      url: socketUrl(options),
      params: () => credentials.socketParams(),
      webSocket: options.webSocket,
    }),
    credentials,
    signals: options.signals ?? platformSignals(),
    pauseWhenHiddenMs: options.pauseWhenHiddenMs ?? PAUSE_WHEN_HIDDEN_MS,
  });
}

function socketUrl({ endpoint, socketEndpoint }: BrowserClientOptions | ServerClientOptions): string {
  const base = typeof location === "undefined" ? undefined : location.href;
  try {
    const url = new URL(socketEndpoint ?? endpoint, base);
    url.protocol = url.protocol.replace("http", "ws");
    return url.href;
  } catch (error) {
    throw new CarillonError("INVALID_OPTIONS", `\`endpoint\` is not a URL: ${JSON.stringify(endpoint)}`, {
      cause: error,
    });
  }
}

/** One name for all tabs of one person at one environment; null if tabs are to stay apart. */
function tabsName(options: BrowserClientOptions | ServerClientOptions, credentials: Credentials) {
  return async (): Promise<string | null> => {
    if (options.secretKey !== undefined || options.crossTab === false) return null;
    const person = await credentials.person();
    return person === null ? null : ["carillon-tabs-1", socketUrl(options), options.publicKey, person].join(" ");
  };
}
