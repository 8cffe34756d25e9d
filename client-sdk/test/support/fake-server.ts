import { type IncomingHttpHeaders, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { GraphQLSchema, parse } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { type WebSocket, WebSocketServer } from "ws";
import type { EngagementMark } from "../../src/generated/operations.js";
import { isRecord } from "../../src/json.js";
import type { FeedFilter } from "../../src/types.js";
import { FakeFeed } from "./fake-feed.js";

/** What a call was answered with in place of the truth. */
export type Scripted =
  { readonly status: number; readonly headers?: Record<string, string>; readonly body: unknown } | "hang" | "breakLine";

/** One call as it came in. */
export interface SeenCall {
  readonly name: string;
  readonly headers: IncomingHttpHeaders;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** One feed behind HTTP and graphql-ws, on loopback; it knows the SDK's own operations by name. */
export class FakeServer {
  readonly calls: SeenCall[] = [];
  readonly connectionParams: unknown[] = [];
  readonly subscriptions: Readonly<Record<string, unknown>>[] = [];
  /** Answers given first, in order, each once. */
  readonly script: Scripted[] = [];
  /** Whether credentials are accepted on new sockets. */
  acceptsSocket: (params: unknown) => boolean = () => true;
  private readonly http = createServer((request, response) => {
    let text = "";
    request.on("data", (part: Buffer) => {
      text += part.toString();
    });
    request.on("end", () => this.onCall(request.headers, JSON.parse(text), response));
  });
  private readonly sockets = new WebSocketServer({ server: this.http });
  private readonly wakers = new Set<() => void>();

  constructor(readonly feed = new FakeFeed()) {
    useServer(
      {
        onConnect: ({ connectionParams }) => {
          this.connectionParams.push(connectionParams);
          return this.acceptsSocket(connectionParams);
        },
        onSubscribe: (_context, _id, { query, variables }) => ({
          schema: new GraphQLSchema({}),
          document: parse(query),
          variableValues: variables,
        }),
        subscribe: (args: { readonly variableValues?: unknown }) =>
          this.watch(isRecord(args.variableValues) ? args.variableValues : {}),
      },
      this.sockets,
    );
  }

  static async start(feed?: FakeFeed): Promise<FakeServer> {
    const server = new FakeServer(feed);
    await new Promise<void>((resolve) => server.http.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}/graphql`;
  }

  get socketCount(): number {
    return this.sockets.clients.size;
  }

  callsOf(name: string): readonly SeenCall[] {
    return this.calls.filter((call) => call.name === name);
  }

  /** Tells subscribers what has changed. */
  publish(): void {
    for (const wake of [...this.wakers]) wake();
  }

  /** Ends all sockets: by a close code, or by cutting the line. */
  dropSockets(code?: number): void {
    this.sockets.clients.forEach((socket: WebSocket) => (code === undefined ? socket.terminate() : socket.close(code)));
  }

  async stop(): Promise<void> {
    this.dropSockets();
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  private get port(): number {
    const address: AddressInfo | string | null = this.http.address();
    if (address === null || typeof address === "string") throw new Error("The server is not listening.");
    return address.port;
  }

  private onCall(headers: IncomingHttpHeaders, body: unknown, response: ServerResponse): void {
    const query = isRecord(body) && typeof body.query === "string" ? body.query : "";
    const variables = isRecord(body) && isRecord(body.variables) ? body.variables : {};
    const name = /^\s*\w+ (\w+)/.exec(query)?.[1] ?? "";
    this.calls.push({ name, headers, variables });

    const scripted = this.script.shift();
    if (scripted === "hang") return;
    if (scripted === "breakLine") {
      response.destroy();
      return;
    }
    const {
      status,
      headers: extra,
      body: answer,
    } = scripted ?? { status: 200, headers: {}, body: this.answer(name, variables) };
    response.writeHead(status, { "content-type": "application/graphql-response+json", ...extra });
    response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
  }

  private answer(name: string, variables: Readonly<Record<string, unknown>>): unknown {
    const input = isRecord(variables.input) ? variables.input : {};
    switch (name) {
      case "FeedPage": {
        const { head, items, hasNextPage, endCursor } = this.feed.page(
          filterOf(variables.filter),
          typeof variables.first === "number" ? variables.first : 20,
          typeof variables.after === "string" ? variables.after : null,
        );
        return { data: { feed: { ...head, items: { nodes: items, pageInfo: { hasNextPage, endCursor } } } } };
      }
      case "MarkMessages": {
        const ids = Array.isArray(input.ids) ? input.ids.map(String) : [];
        const messages = this.feed.mark(ids, markOf(input.mark));
        this.publish();
        return { data: { markMessages: { messages, feeds: [this.feed.head()], missingIds: [] } } };
      }
      case "MarkFeed": {
        const upTo = typeof input.upToVersion === "string" ? input.upToVersion : this.feed.version;
        const changedCount = this.feed.markAll(markOf(input.mark), filterOf(input.filter), upTo);
        this.publish();
        return { data: { markFeed: { feed: this.feed.head(), changedCount } } };
      }
      default:
        return {
          errors: [{ message: `Unknown operation ${name}`, extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }],
        };
    }
  }

  private async *watch(
    variables: Readonly<Record<string, unknown>>,
  ): AsyncGenerator<{ data: Record<string, unknown> }> {
    this.subscriptions.push(variables);
    const filter = filterOf(variables.filter);
    let version = typeof variables.afterVersion === "string" ? variables.afterVersion : this.feed.version;
    let isDirty = true;
    let wake: () => void = () => undefined;
    const waker = () => {
      isDirty = true;
      wake();
    };
    this.wakers.add(waker);
    try {
      for (;;) {
        if (isDirty) {
          isDirty = false;
          const feedChanged = this.feed.changeAfter(version, filter);
          version = feedChanged.feed.version;
          yield { data: { feedChanged } };
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      this.wakers.delete(waker);
    }
  }
}

function filterOf(value: unknown): FeedFilter | undefined {
  if (!isRecord(value)) return undefined;
  const { isRead, isSeen, archived } = value;
  return {
    isRead: typeof isRead === "boolean" ? isRead : null,
    isSeen: typeof isSeen === "boolean" ? isSeen : null,
    archived: archived === "INCLUDE" || archived === "ONLY" ? archived : "EXCLUDE",
  };
}

const MARKS: readonly EngagementMark[] = ["SEEN", "UNSEEN", "READ", "UNREAD", "INTERACTED", "ARCHIVED", "UNARCHIVED"];

function markOf(value: unknown): EngagementMark {
  const mark = MARKS.find((known) => known === value);
  if (mark === undefined) throw new Error(`Unknown mark ${String(value)}`);
  return mark;
}

/** Waits for a fact. */
export async function until(isSo: () => boolean, timeoutMs = 20_000): Promise<void> {
  const startedAt = Date.now();
  while (!isSo()) {
    if (Date.now() - startedAt > timeoutMs) throw new Error("It did not come about in time.");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
