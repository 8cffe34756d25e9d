import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { GraphQLError, type ExecutionArgs, type FormattedExecutionResult, type GraphQLSchema } from "graphql";
import { handleProtocols, makeServer, type Context, type Server } from "graphql-ws";
import { WebSocketServer, type WebSocket } from "ws";
import { credentialsFromInit, newContext, type RequestContext, type Scope } from "../modules/accounts/index.js";
import { AppError } from "../platform/errors/index.js";
import {
  CompiledQueries,
  setOutlet,
  subscribeFreshly,
  type DocumentCache,
  type ErrorFormatter,
  type OperationGuard,
} from "../platform/graphql/index.js";
import type { Logger } from "../platform/logging/index.js";
import type { RateLimits } from "../platform/rate-limits/index.js";
import { freshContext, overloaded, type Authentication } from "./http-server-context.js";
import { isLoopbackHost } from "./http-server-headers.js";
import { budgetOf } from "./http-server-rate-limits.js";
import type { Metrics } from "./metrics.js";
import { SocketChannel } from "./subscription-server-channel.js";

export interface SubscriptionServerOptions {
  schema: GraphQLSchema;
  authentication: Authentication;
  formatter: ErrorFormatter;
  guard: OperationGuard<RequestContext>;
  documents: DocumentCache;
  metrics: Metrics;
  log: Logger;
  limits: RateLimits | null;
  isOverloaded: () => boolean;
  /** Whether only loopback host names are answered. */
  isLocal: boolean;
}

interface Extra {
  channel: SocketChannel;
  scope: Scope | null;
  address: string;
  stopWatching: () => void;
}

type Connection = Context<Record<string, unknown>, Extra>;

/** One message: an operation with its variables; what needs more goes over HTTP (target R-22). */
const MESSAGE_MAX_BYTES = 64 * 1024;
const INIT_TIMEOUT_MS = 4000;
const SUBSCRIPTIONS_MAX = 50;
const CLOSE_GRACE_MS = 2000;

/**
 * GraphQL over WebSocket (`graphql-transport-ws`). A socket speaks for one caller: opened → acknowledged, when its
 * credentials were found good → closed, by either side, at the latest when the caller's token or key ends.
 */
export class SubscriptionServer {
  readonly #options: SubscriptionServerOptions;
  readonly #sockets: WebSocketServer;
  readonly #protocol: Server<Extra>;
  readonly #connections = new Set<Connection>();

  constructor(options: SubscriptionServerOptions) {
    this.#options = options;
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: MESSAGE_MAX_BYTES,
      perMessageDeflate: false,
      handleProtocols,
    });
    this.#protocol = this.#createProtocol();
    this.#sockets.on("connection", (socket, request) => this.#accept(socket, request));
    options.metrics.gauge("carillon_sockets", "Open WebSockets.", () => this.#sockets.clients.size);
    options.metrics.gauge("carillon_subscriptions", "Running operations over WebSocket.", () => this.subscriptionCount);
  }

  get socketCount(): number {
    return this.#sockets.clients.size;
  }

  get subscriptionCount(): number {
    let count = 0;
    for (const connection of this.#connections) count += Object.keys(connection.subscriptions).length;
    return count;
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const isOurs = request.url?.split("?")[0] === "/graphql";
    if (!isOurs || (this.#options.isLocal && !isLoopbackHost(request.headers.host))) {
      socket.destroy();
      return;
    }
    if (this.#options.limits?.budgetOf("address", addressOf(request))?.isSpent) {
      socket.end("HTTP/1.1 429 Too Many Requests\r\nconnection: close\r\nretry-after: 60\r\ncontent-length: 0\r\n\r\n");
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#sockets.emit("connection", opened, request));
  }

  /** Closes all sockets with 1001; those that do not answer in time are cut. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#sockets.close(() => resolve()));
    for (const socket of this.#sockets.clients) socket.close(1001, "Going away");
    const cut = setTimeout(() => this.#sockets.clients.forEach((socket) => socket.terminate()), CLOSE_GRACE_MS);
    const gone = [...this.#sockets.clients].map((socket) => new Promise((resolve) => socket.once("close", resolve)));
    await Promise.all([closed, ...gone]);
    clearTimeout(cut);
  }

  #accept(socket: WebSocket, request: IncomingMessage): void {
    const channel = new SocketChannel(socket, this.#options.log);
    const address = addressOf(request);
    const extra: Extra = { channel, scope: null, address, stopWatching: () => undefined };
    const closed = this.#protocol.opened(channel, extra);
    socket.once("close", (code, reason) => {
      extra.stopWatching();
      closed(code, String(reason)).catch((error: unknown) =>
        this.#options.log.error({ err: error }, "socket.close-failed"),
      );
    });
  }

  #createProtocol(): Server<Extra> {
    const { schema, formatter, metrics } = this.#options;
    const compiled = new CompiledQueries(schema);
    return makeServer<Record<string, unknown>, Extra>({
      schema,
      connectionInitWaitTimeout: INIT_TIMEOUT_MS,
      onConnect: (connection) => this.#connect(connection),
      onClose: (connection) => {
        this.#connections.delete(connection);
      },
      onSubscribe: (connection, _id, payload) => this.#prepare(connection, payload),
      subscribe: (args) =>
        subscribeFreshly({ ...args, contextValue: contextIn(args) }, (context) => freshContext(context), compiled),
      onOperation: (_connection, _id, _payload, args) => {
        const definition = args.document.definitions.find((each) => each.kind === "OperationDefinition");
        metrics.countOperation(definition?.kind === "OperationDefinition" ? definition.operation : "none", "ok");
      },
      onNext: (...[, , payload, args, result]): FormattedExecutionResult | undefined => {
        if (!result.errors) return undefined;
        const details = { schema, document: args.document, variables: payload.variables ?? {} };
        formatter.explain(
          result.errors.filter((error) => error instanceof GraphQLError),
          details,
        );
        return { ...result, errors: result.errors.map((error) => formatter.format(error)) };
      },
      onError: (_connection, _id, payload, errors) => {
        this.#explain(payload, errors);
        return errors.map((error) => formatter.format(error));
      },
    });
  }

  /** Refused callers are told why in the close reason: 4403, which clients may try again with a fresh token. */
  async #connect(connection: Connection): Promise<boolean> {
    const { authentication, log } = this.#options;
    const { extra } = connection;
    try {
      const credentials = credentialsFromInit(connection.connectionParams);
      if (!credentials) throw new AppError("UNAUTHENTICATED", "Send a key in connection_init: { apiKey, userToken }.");
      extra.scope = await authentication.authenticate(credentials);
    } catch (error) {
      if (error instanceof AppError) {
        extra.channel.close(4403, error.message);
        this.#countRefusal(extra.address);
      } else {
        log.warn({ err: error }, "socket.authenticate-failed");
        extra.channel.close(1013, "Try again later");
      }
      return false;
    }
    this.#connections.add(connection);
    extra.stopWatching = authentication.watch(extra.scope, (end) => {
      if (end === "token_expired") extra.channel.close(4403, "The user token has expired");
      else extra.channel.close(4401, "The key was revoked");
    });
    // The socket may have gone while its credentials were looked at; its close handler ran before there was a watch.
    if (!extra.channel.isOpen) {
      extra.stopWatching();
      this.#connections.delete(connection);
    }
    return true;
  }

  /** Whoever guesses at keys is refused before the next guess, once the points of the address are spent. */
  #countRefusal(address: string): void {
    const budget = this.#options.limits?.budgetOf("address", address);
    if (budget && !budget.isSpent) budget.take(1);
  }

  /** Errors where it is to be refused, else what graphql-ws is to execute. */
  #prepare(
    connection: Connection,
    payload: { query: string; operationName?: string | null; variables?: Record<string, unknown> | null },
  ): ExecutionArgs | readonly GraphQLError[] {
    const { schema, documents, guard } = this.#options;
    if (Object.keys(connection.subscriptions).length > SUBSCRIPTIONS_MAX) {
      return [
        refusal(new AppError("RATE_LIMITED", `One socket carries at most ${SUBSCRIPTIONS_MAX} operations at a time.`)),
      ];
    }
    const { document, errors } = documents.read(payload.query);
    if (!document || errors.length > 0) return errors;

    const { scope, address } = connection.extra;
    const contextValue = newContext(scope, null, budgetOf(this.#options.limits, scope, address));
    const variables = payload.variables ?? {};
    const operations = document.definitions.filter((each) => each.kind === "OperationDefinition");
    const operation = payload.operationName
      ? operations.find((each) => each.name?.value === payload.operationName)
      : operations[0];
    if (!operation || (!payload.operationName && operations.length > 1)) {
      return [
        refusal(new AppError("OPERATION_RESOLUTION_FAILURE", "Say which operation to run with `operationName`.")),
      ];
    }
    try {
      if (this.#options.isOverloaded()) throw overloaded();
      contextValue.budget?.take(1);
      guard(contextValue, { schema, document, operation, variables });
    } catch (error) {
      return [refusal(error)];
    }
    setOutlet(contextValue, connection.extra.channel);
    return { schema, document, operationName: payload.operationName ?? null, variableValues: variables, contextValue };
  }

  #explain(
    payload: { query: string; variables?: Record<string, unknown> | null },
    errors: readonly GraphQLError[],
  ): void {
    const { document } = this.#options.documents.read(payload.query);
    this.#options.formatter.explain(errors, {
      schema: this.#options.schema,
      document,
      variables: payload.variables ?? {},
    });
  }
}

/** graphql-ws hands back what `#prepare` made, with a context of unknown type. */
function contextIn(args: ExecutionArgs): RequestContext {
  if (isContext(args.contextValue)) return args.contextValue;
  throw new Error("A subscription was started without a context.");
}

function isContext(value: unknown): value is RequestContext {
  return typeof value === "object" && value !== null && "loaders" in value;
}

function refusal(error: unknown): GraphQLError {
  const cause = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(cause.message, { originalError: cause });
}

function addressOf(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? "";
}
