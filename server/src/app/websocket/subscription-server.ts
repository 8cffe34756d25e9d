import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from "graphql-ws";
import { WebSocketServer, type WebSocket } from "ws";
import { credentialsFromInit } from "../../modules/authentication/index.js";
import { AppError } from "../../platform/errors/index.js";
import type { Logger } from "../../platform/logging/index.js";
import type { RateLimits } from "../../platform/rate-limits/index.js";
import type { Authentication } from "../limits/request-context.js";
import { budgetOf, takeUpTo } from "../limits/caller-budget.js";
import { sessionOfSocket } from "../dashboard/session-cookie.js";
import type { PageHosts } from "../http/own-page.js";
import { NOT_OUR_NAME } from "../http/http-headers.js";
import type { ClientAddress } from "../requests/client-address.js";
import { endWith } from "../requests/native-errors.js";
import { FairQueue } from "./fair-queue.js";
import { LookupLimiter } from "./lookup-limiter.js";
import { OperationRunner, type OperationRunnerOptions } from "./operation-runner.js";
import { callerOf, type SocketCaller } from "./socket-caller.js";
import { capsOf, descriptorLimit, SocketCensus, type GivenCaps } from "./socket-caps.js";
import { SocketChannel } from "./socket-channel.js";
import { SocketSession, type Subscribing } from "./socket-session.js";
import { UnknownSockets } from "./unknown-sockets.js";

export interface SubscriptionServerOptions extends OperationRunnerOptions {
  authentication: Authentication;
  log: Logger;
  limits: RateLimits | null;
  /** Whether the Host of a request is one that the server accepts. */
  answersTo: (request: IncomingMessage) => boolean;
  addressOf: ClientAddress;
  /** The hosts of this server's own pages, from which alone a session counts. */
  hosts: PageHosts;
  /** Caps that are left out are derived from the process's file descriptor limit. */
  caps?: GivenCaps;
}

/** One message: an operation with its variables; what needs more goes over HTTP (target R-22). */
const MESSAGE_MAX_BYTES = 64 * 1024;
const CLOSE_GRACE_MS = 2000;
/** Look-ups of credentials at a time for one address; fewer once it has spent its points on bad ones. */
const LOOKUPS_MAX = 8;
const LOOKUPS_MAX_SPENT = 1;

/**
 * GraphQL over WebSocket (`graphql-transport-ws`). A socket speaks for one caller: opened → acknowledged, when its
 * credentials were found good → closed, by either side, at the latest when the caller's token or key ends.
 */
export class SubscriptionServer {
  readonly #options: SubscriptionServerOptions;
  readonly #sockets: WebSocketServer;
  readonly #queue = new FairQueue();
  readonly #lookups = new LookupLimiter();
  readonly #census: SocketCensus;
  readonly #unknown: UnknownSockets;
  readonly #operations: OperationRunner;
  /** Sessions with valid credentials, each with its clean-up. */
  readonly #known = new Map<SocketSession, () => void>();

  constructor(options: SubscriptionServerOptions) {
    this.#options = options;
    const caps = capsOf(descriptorLimit(), options.caps);
    this.#census = new SocketCensus(caps);
    this.#unknown = new UnknownSockets({ perAddress: caps.unknownPerAddress, total: Math.ceil(caps.sockets / 2) });
    this.#operations = new OperationRunner(options, this.#queue, this.#census);
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: MESSAGE_MAX_BYTES,
      perMessageDeflate: false,
      handleProtocols,
    });
    this.#sockets.on("wsClientError", (error, socket) => endWith(socket, 400, `${error.message}.`));
    this.#sockets.on("connection", (socket, request) => this.#accept(socket, request));
    const { metrics } = options;
    metrics.gauge("carillon_sockets", "Open WebSockets.", () => this.socketCount);
    metrics.gauge("carillon_subscriptions", "Running operations over WebSocket.", () => this.subscriptionCount);
  }

  get socketCount(): number {
    return this.#sockets.clients.size;
  }

  get subscriptionCount(): number {
    return this.#census.operationCount;
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (request.url?.split("?")[0] !== "/graphql") {
      socket.destroy();
      return;
    }
    if (!this.#options.answersTo(request)) return endWith(socket, 421, NOT_OUR_NAME);
    // No socket is refused by its address: others behind the same proxy have valid keys, and no key was checked yet.
    if (this.socketCount >= this.#census.caps.sockets && !this.#unknown.evictSilent()) {
      return endWith(socket, 503, "There are too many WebSockets already.", { "retry-after": "5" });
    }
    this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#sockets.emit("connection", opened, request));
  }

  /** Closes all sockets with 1001; those that do not answer in time are disconnected. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#sockets.close(() => resolve()));
    for (const socket of this.#sockets.clients) socket.close(1001, "Going away");
    const cut = setTimeout(() => this.#sockets.clients.forEach((socket) => socket.terminate()), CLOSE_GRACE_MS);
    const gone = [...this.#sockets.clients].map((socket) => new Promise((resolve) => socket.once("close", resolve)));
    await Promise.all([closed, ...gone]);
    clearTimeout(cut);
    this.#queue.close();
  }

  #accept(socket: WebSocket, request: IncomingMessage): void {
    const channel = new SocketChannel(socket, this.#options.log);
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      channel.close(CloseCode.SubprotocolNotAcceptable, "Subprotocol not acceptable");
      return;
    }
    const session = new SocketSession(channel, this.#options.addressOf(request), {
      connect: (opened, payload) => this.#connect(opened, payload, request),
      operate: (opened, caller, subscribing) => this.#operate(opened, caller, subscribing),
    });
    this.#unknown.add(session);
    socket.once("close", () => {
      this.#unknown.remove(session);
      this.#known.get(session)?.();
      this.#known.delete(session);
      session.ended();
    });
  }

  #operate(session: SocketSession, caller: SocketCaller, subscribing: Subscribing): Promise<void> {
    return this.#operations.run(session, caller, subscribing);
  }

  /** A refused caller gets the reason in close code 4403, after which clients may retry with a fresh token. */
  async #connect(session: SocketSession, payload: unknown, request: IncomingMessage): Promise<SocketCaller | null> {
    try {
      const caller = await this.#authenticate(session.address, payload, request);
      if (!session.channel.isOpen) return null;
      // Costs its caller a point, and is refused without one.
      caller.budget?.take(1);
      const full = this.#census.enter(caller);
      if (full !== null) {
        session.close(1013, full);
        return null;
      }
      this.#keep(session, caller);
      return caller;
    } catch (error) {
      this.#refuse(session, error);
      return null;
    }
  }

  async #authenticate(address: string, payload: unknown, request: IncomingMessage): Promise<SocketCaller> {
    const { authentication, limits, hosts } = this.#options;
    const credentials = credentialsFromInit(payload) ?? sessionOfSocket(request, hosts, payload);
    if (!credentials) throw new AppError("UNAUTHENTICATED", "Send a key in connection_init: { apiKey, userToken }.");
    const isSpent = limits?.budgetOf("address", address)?.isSpent ?? false;
    const lookUp = (): ReturnType<Authentication["authenticate"]> => authentication.authenticate(credentials);
    const scope = await this.#lookups.run(address, isSpent ? LOOKUPS_MAX_SPENT : LOOKUPS_MAX, lookUp);
    const caller = callerOf(scope, budgetOf(limits, scope, address));
    if (caller) return caller;
    throw new AppError("UNAUTHENTICATED", "A public key needs a user: send { apiKey, userToken }.");
  }

  #refuse({ address, channel }: SocketSession, error: unknown): void {
    if (!(error instanceof AppError)) {
      this.#options.log.warn({ err: error }, "socket.authenticate-failed");
      channel.close(1013, "Try again later");
    } else if (error.code === "RATE_LIMITED") {
      channel.close(1013, error.message);
    } else {
      channel.close(4403, error.message);
      takeUpTo(this.#options.limits?.budgetOf("address", address) ?? null, 1);
    }
  }

  #keep(session: SocketSession, caller: SocketCaller): void {
    this.#unknown.remove(session);
    const stopWatching = this.#options.authentication.watch(caller.scope, (end) => {
      if (end === "session_ended") session.close(4403, "The session has ended");
      else if (end === "token_expired") session.close(4403, "The user token has expired");
      else session.close(4401, "The key was revoked");
    });
    this.#known.set(session, () => {
      stopWatching();
      this.#census.leave(caller);
    });
  }
}
