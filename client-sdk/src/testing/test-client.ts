import type { BrowserClient } from "../client/client-types.js";
import { createClient } from "../client/create-client.js";
import { CarillonError } from "../errors.js";
import { isRecord } from "../json.js";
import type { CarillonErrorCode, FeedItem } from "../types.js";
import type { GraphQLAnswer } from "../transport/operation.js";
import type { OpenSocket } from "../transport/socket.js";
import { MemoryApi, operationName } from "./memory-api.js";
import { MemoryFeed } from "./memory-feed.js";
import { MemoryPreferences, type TestChoice } from "./memory-preferences.js";

/** An item for tests: fields that are left out get defaults. `text` is short for one block of text. */
export interface TestItem extends Partial<FeedItem> {
  readonly text?: string;
}

/** Options of a test client. */
export interface TestClientOptions {
  /** The initial items of the feed, newest first. */
  readonly items?: readonly TestItem[];
  /** The feed's user; `ada` if left out. */
  readonly userId?: string;
  /** The choices for a preference panel; none if left out. */
  readonly preferences?: readonly TestChoice[];
}

/** One call that the client made. */
export interface TestCall {
  /** The operation's name, such as `FeedPage`, `MarkMessages`, `MarkFeed` or `Marks` for several marks at once. */
  readonly name: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The other end of a test client: the feed that it shows. */
export interface TestFeed {
  /** All items with their current marks, newest first. */
  readonly items: readonly FeedItem[];
  /** Every call of the client, in order. */
  readonly calls: readonly TestCall[];
  /** Adds an item, live. Returns the item. */
  add(item?: TestItem): FeedItem;
  /** Removes an item, live. */
  remove(id: string): void;
  /** The next call is refused with this code. */
  failNext(code: CarillonErrorCode, message?: string): void;
  /** Every call is refused with this code from now on; null answers them again. */
  failAll(code: CarillonErrorCode | null, message?: string): void;
  /** Live changes are refused with this code from now on: pages and marks are answered, arrivals are not shown. Null allows them again. */
  failLive(code: CarillonErrorCode | null, message?: string): void;
  /**
   * Delays all calls from now on, as on a slow network; returns a function that answers the waiting ones and all later ones.
   */
  hold(): () => void;
}

/** The result of `createTestClient`. */
export interface TestClient {
  readonly client: BrowserClient;
  readonly feed: TestFeed;
}

/**
 * A real client whose server is a feed in memory: pages, counts, marks, filters and live arrivals work as in production, without
 * a network. For tests of code that uses feeds.
 *
 * @example
 * const { client, feed } = createTestClient({ items: [{ text: "Grace commented" }] });
 * feed.add({ text: "Linus commented" });
 */
export function createTestClient(options: TestClientOptions = {}): TestClient {
  const { items = [], userId = "ada", preferences = [] } = options;
  const memory = new MemoryFeed("feed_test");
  const api = new MemoryApi(memory, new MemoryPreferences(preferences));
  const calls: TestCall[] = [];
  const policy = new AnswerPolicy();
  for (const item of [...items].reverse()) memory.insert(itemOf(item));

  const client = createClient({
    endpoint: "http://carillon.test/graphql",
    publicKey: "pk_test",
    userId,
    crossTab: false,
    markStorage: null,
    maxRetries: 0,
    shareSocket: () => openMemorySocket(api),
    fetch: async (_url, init) => {
      const body: unknown = JSON.parse(typeof init?.body === "string" ? init.body : "null");
      const query = isRecord(body) && typeof body.query === "string" ? body.query : "";
      const variables = isRecord(body) && isRecord(body.variables) ? body.variables : {};
      calls.push({ name: operationName(query), variables });
      await policy.whenReleased();
      return responseOf(policy.refusal() ?? api.answer({ query, variables }));
    },
  });
  return {
    client,
    feed: {
      get items() {
        return memory.matching({ archived: "INCLUDE", snoozed: "INCLUDE" });
      },
      calls,
      add(item = {}) {
        const added = memory.insert(itemOf(item));
        api.publish();
        return added;
      },
      remove(id) {
        memory.remove(id);
        api.publish();
      },
      failNext: (code, message) => policy.failNext(code, message),
      failAll: (code, message) => policy.failAll(code, message),
      failLive: (code, message) =>
        api.refuseLive(code === null ? null : new CarillonError(code, message ?? refusalOf(code))),
      hold: () => policy.hold(),
    },
  };
}

/** How calls are answered: as they should be, later, or with an error. */
class AnswerPolicy {
  readonly #once: GraphQLAnswer[] = [];
  #always: GraphQLAnswer | null = null;
  #released: Promise<void> = Promise.resolve();

  failNext(code: CarillonErrorCode, message?: string): void {
    this.#once.push(refused(code, message));
  }

  failAll(code: CarillonErrorCode | null, message?: string): void {
    this.#always = code === null ? null : refused(code, message);
  }

  hold(): () => void {
    const before = this.#released;
    let release = (): void => undefined;
    this.#released = new Promise<void>((resolve) => (release = resolve)).then(() => before);
    return () => release();
  }

  /** Resolves when nothing holds calls back. */
  whenReleased(): Promise<void> {
    return this.#released;
  }

  /** The error of the next call; null if it succeeds. */
  refusal(): GraphQLAnswer | null {
    return this.#once.shift() ?? this.#always;
  }
}

function refused(code: CarillonErrorCode, message = refusalOf(code)): GraphQLAnswer {
  return { errors: [{ message, extensions: { code } }] };
}

function refusalOf(code: CarillonErrorCode): string {
  return `The test refuses this call: ${code}.`;
}

function itemOf({ text, ...item }: TestItem): Partial<FeedItem> {
  return text === undefined ? item : { blocks: [{ __typename: "TextBlock", name: "body", text }], ...item };
}

/** Opens in the next iteration of the event loop, and receives every change. */
function openMemorySocket(api: MemoryApi): OpenSocket {
  return (listener) => {
    const stops = new Set<() => void>();
    let isClosed = false;
    queueMicrotask(() => {
      if (!isClosed) listener.onOpen();
    });
    return {
      send({ variables }, sink) {
        if (isClosed) sink.onError(new CarillonError("NETWORK_ERROR", "The socket is closed."));
        const stop = api.watch(variables, {
          onChange: (answer) => queueMicrotask(() => isClosed || sink.onAnswer(answer)),
          onRefused: (error) => queueMicrotask(() => isClosed || sink.onError(error)),
        });
        stops.add(stop);
        return stop;
      },
      close() {
        isClosed = true;
        for (const stop of stops) stop();
      },
    };
  };
}

/** The used part of a `Response`; test environments such as jsdom have none. */
function responseOf(answer: GraphQLAnswer): Response {
  const response: Pick<Response, "ok" | "status" | "url" | "text"> & { headers: Pick<Headers, "get"> } = {
    ok: true,
    status: 200,
    url: "http://carillon.test/graphql",
    headers: { get: () => null },
    text: () => Promise.resolve(JSON.stringify(answer)),
  };
  return response as Response;
}
