import { type IncomingHttpHeaders, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { GraphQLSchema, parse } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { type WebSocket, WebSocketServer } from "ws";
import { isRecord } from "../../src/json.js";
import { type ChangeAnswer, MemoryApi, operationName } from "../../src/testing/memory-api.js";
import { MemoryFeed } from "../../src/testing/memory-feed.js";

/** An answer that replaces the real one. */
export type Scripted =
  { readonly status: number; readonly headers?: Record<string, string>; readonly body: unknown } | "hang" | "breakLine";

/** One received call. */
export interface SeenCall {
  readonly name: string;
  readonly headers: IncomingHttpHeaders;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** One feed behind HTTP and graphql-ws, on loopback. It recognises the SDK's operations by name. */
export class FakeServer {
  readonly calls: SeenCall[] = [];
  readonly connectionParams: unknown[] = [];
  readonly subscriptions: Readonly<Record<string, unknown>>[] = [];
  /** Answers to give first, in order, each once. */
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
  private readonly api: MemoryApi;

  constructor(readonly feed = new MemoryFeed()) {
    this.api = new MemoryApi(feed);
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

  static async start(feed?: MemoryFeed): Promise<FakeServer> {
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

  /** Sends changes to subscribers. */
  publish(): void {
    this.api.publish();
  }

  /** Ends all sockets: with a close code, or by cutting the connection. */
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
    const name = operationName(query);
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
    } = scripted ?? { status: 200, headers: {}, body: this.api.answer({ query, variables }) };
    response.writeHead(status, { "content-type": "application/graphql-response+json", ...extra });
    response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
  }

  private async *watch(variables: Readonly<Record<string, unknown>>): AsyncGenerator<ChangeAnswer> {
    this.subscriptions.push(variables);
    const changes: ChangeAnswer[] = [];
    let wake: () => void = () => undefined;
    const stop = this.api.watch(variables, {
      onChange(change) {
        changes.push(change);
        wake();
      },
      onRefused: () => undefined,
    });
    try {
      for (;;) {
        const change = changes.shift();
        if (change) yield change;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      stop();
    }
  }
}

/** Waits for a condition. */
export async function until(isSo: () => boolean, timeoutMs = 20_000): Promise<void> {
  const startedAt = Date.now();
  while (!isSo()) {
    if (Date.now() - startedAt > timeoutMs) throw new Error("It did not come about in time.");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
