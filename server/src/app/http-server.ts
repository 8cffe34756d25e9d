import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { ApolloServer, ApolloServerOptions } from "@apollo/server";
import { fastify, type FastifyInstance, type FastifyRequest } from "fastify";
import type { GraphQLSchema } from "graphql";
import type { RequestContext } from "../modules/requests/index.js";
import {
  createApollo,
  DocumentCache,
  ErrorFormatter,
  type AfterExecution,
  type OperationGuard,
} from "../platform/graphql/index.js";
import { encodeBase32 } from "../modules/identifiers/index.js";
import type { Logger } from "../platform/logging/index.js";
import { POOL_SIZE } from "../platform/postgres/index.js";
import type { RateLimits } from "../platform/rate-limits/index.js";
import type { Health } from "./observability/health.js";
import { portOf, urlOf } from "./http/server-address.js";
import { chargeInvalid, isSecretCaller, operationGuard, type Authentication } from "./limits/request-context.js";
import { answerErrors } from "./http/error-answers.js";
import { serveGraphql } from "./http/graphql-route.js";
import { addSecurityHeaders, checkHost, hostRule, isLoopback } from "./http/http-headers.js";
import { pageHosts, type PageHosts } from "./http/own-page.js";
import { rateLimitPlugin } from "./limits/caller-budget.js";
import type { Metrics } from "./observability/metrics.js";
import { serveBuiltPage, type PageFill } from "./pages/built-page.js";
import { PublicAddresses } from "./pages/public-addresses.js";
import { RouteList } from "./pages/route-list.js";
import { Admission } from "./requests/admission.js";
import { KnownBulkheads } from "./limits/caller-bulkheads.js";
import { clientAddress, type ClientAddress } from "./requests/client-address.js";
import { capConnections } from "./requests/connection-cap.js";
import { lingerAfterUnreadBodies } from "./requests/linger.js";
import { answerBadPath, answerNativeErrors, answerUnreadable, endWith } from "./requests/native-errors.js";
import { parseJsonBodies } from "./requests/json-body.js";
import { PlainRequest } from "./requests/plain-request.js";
import { persistedQueriesPlugin } from "./requests/persisted-queries.js";
import { pathOf, whyNotRead } from "./requests/strict-request.js";
import type { GivenCaps } from "./websocket/socket-caps.js";
import { SubscriptionServer } from "./websocket/subscription-server.js";

export interface HttpServerOptions {
  host: string;
  /** 0 picks a free one. */
  port: number;
  schema: GraphQLSchema;
  authentication: Authentication;
  health: Health;
  metrics: Metrics;
  log: Logger;
  /** Whether anyone may read the schema; else secret keys and development environments only. */
  isIntrospectionOpen: boolean;
  /** Folder of the built pages (`graphiql/`, …); null for none. */
  webRoot: string | null;
  /** Whether this server serves the development environment, which accepts plain user ids without a token. */
  isDevelopment?: boolean;
  /** Additional host names that a development or loopback server accepts. */
  hostNames?: readonly string[];
  /** Values for one view of GraphiQL's examples; none if left out. */
  fillOf?: (request: FastifyRequest) => Promise<PageFill>;
  /** Looks at each answer before it is sent; nothing if left out. */
  after?: AfterExecution;
  /** Pages and routes besides ours. */
  addRoutes?: (app: FastifyInstance) => void | Promise<void>;
  /**
   * How long requests and sockets are still accepted after readiness is off, so that load balancers notice; 0 by
   * default.
   */
  drainNoticeMs?: number;
  /** Whether further requests would only queue; they are then refused, and their callers retry. */
  isOverloaded?: () => boolean;
  /** Limits of sockets; a limit that is left out is derived from the process's file descriptor limit. */
  socketCaps?: GivenCaps;
  /** The number of the process's database connections. Default: 20. */
  poolSize?: number;
  /** How browsers address this server. Default: by its own address. */
  addresses?: PublicAddresses;
  /** The URL by which browsers reach this server, whose pages are its own. */
  publicUrl?: string | undefined;
  /** Addresses and networks of trusted proxies, whose `X-Forwarded-For` is used; none if left out. */
  trustedProxies?: readonly string[];
  /** The rate limits of callers; none by default. */
  limits?: RateLimits | null;
  /** The store of persisted queries. Default: in this process. */
  cache?: Exclude<ApolloServerOptions<RequestContext>["cache"], "bounded">;
}

export interface HttpServer {
  /** For example `http://localhost:4000`. */
  url: string;
  port: number;
  sockets: SubscriptionServer;
  /** The paths that answer GET. */
  paths: readonly string[];
  /**
   * Turns readiness off, waits until load balancers notice, closes sockets with 1001, finishes requests, and frees the port.
   */
  close(): Promise<void>;
}

const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;
/** Requests that are not done by then are cut. */
const DRAIN_MS = 10_000;

/** HTTP and WebSocket on one port. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { metrics, health } = options;
  const isLocal = isLoopback(options.host);
  const shared = shareOf(options);
  const app = createApp({ ...shared, isLocal, health });
  const routes = new RouteList(app);

  const apollo = await mountGraphql(app, options, shared);
  health.register(app);
  metrics.register(app);
  await options.addRoutes?.(app);
  routes.refuseAsBasePath(shared.addresses.basePath);

  const sockets = createSockets(options, shared);
  app.server.on("upgrade", (request, socket, head) => {
    const unclear = whyNotRead(request, request.url ?? "/");
    if (unclear) endWith(socket, unclear.status, unclear.message);
    else sockets.handleUpgrade(atItsRoute(request, shared.addresses), socket, head);
  });
  answerNativeErrors(app.server);
  capConnections(app.server, options.trustedProxies ?? []);

  await app.listen({ host: options.host, port: options.port });
  const port = portOf(app);
  return { url: urlOf(options.host, port), port, sockets, paths: routes.paths, close };

  async function close(): Promise<void> {
    health.setDraining();
    await sleep(options.drainNoticeMs ?? 0);
    await sockets.close();
    const cut = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS);
    await app.close();
    clearTimeout(cut);
    await apollo.stop();
  }
}

/** The URL is normalised as for HTTP requests: without the base path and without a trailing slash. */
function atItsRoute(request: IncomingMessage, addresses: PublicAddresses): IncomingMessage {
  request.url = addresses.routeOf(pathOf(request.url ?? "/")).replace(/(.)\/(?=\?|$)/, "$1");
  return request;
}

/** The parts that HTTP and WebSocket share. */
interface Shared {
  formatter: ErrorFormatter;
  guard: OperationGuard<RequestContext>;
  addresses: PublicAddresses;
  /** The hosts of this server's own pages. */
  hosts: PageHosts;
  /** Whether the Host of a request is one that the server accepts. */
  answersTo: (request: IncomingMessage) => boolean;
  documents: DocumentCache;
  isOverloaded: () => boolean;
  addressOf: ClientAddress;
  bulkheads: KnownBulkheads;
}

function shareOf(options: HttpServerOptions): Shared {
  const { host, isDevelopment = false, hostNames = [], addresses = new PublicAddresses(), publicUrl } = options;
  const answersTo = hostRule({ host, isDevelopment, names: hostNames });
  return {
    formatter: new ErrorFormatter(options.log, newErrorId),
    guard: operationGuard(options.isIntrospectionOpen),
    addresses,
    hosts: pageHosts({ host, names: hostNames, addresses, publicUrl }),
    answersTo: (request) => answersTo(addresses.hostOf(request)),
    documents: new DocumentCache(options.schema),
    isOverloaded: options.isOverloaded ?? (() => false),
    addressOf: clientAddress(options.trustedProxies ?? []),
    bulkheads: new KnownBulkheads(options.poolSize ?? POOL_SIZE),
  };
}

async function mountGraphql(
  app: FastifyInstance,
  options: HttpServerOptions,
  { formatter, guard, documents, isOverloaded, addressOf, addresses, bulkheads, hosts }: Shared,
): Promise<ApolloServer<RequestContext>> {
  const { schema, log, metrics, authentication, fillOf, limits = null } = options;
  const apollo = createApollo<RequestContext>({
    schema,
    documents,
    isTrusted: isSecretCaller,
    onInvalid: chargeInvalid,
    formatter,
    guard,
    log,
    plugins: [metrics.plugin(), rateLimitPlugin(), persistedQueriesPlugin()],
    after: options.after ?? null,
    ...(options.cache ? { cache: options.cache } : {}),
  });
  await apollo.start();

  const admission = new Admission({ authentication, limits, isOverloaded, addressOf, bulkheads, hosts });
  parseJsonBodies(app, (request) => admission.of(request)?.limits.values ?? null);

  const view = await serveBuiltPage(app, { webRoot: options.webRoot, name: "graphiql", addresses });
  const pageOf = view && (async (request: FastifyRequest) => view(request, await fillOf?.(request)));
  serveGraphql(app, { apollo, admission, pageOf });
  return apollo;
}

function createSockets(options: HttpServerOptions, shared: Shared): SubscriptionServer {
  const { schema, authentication, metrics, log, limits = null } = options;
  const caps = options.socketCaps ?? {};
  const after = options.after ?? null;
  return new SubscriptionServer({ ...shared, schema, authentication, metrics, log, limits, caps, after });
}

interface AppOptions extends Shared {
  isLocal: boolean;
  health: Health;
}

function createApp({ isLocal, formatter, health, answersTo, addresses }: AppOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    rewriteUrl: ({ url = "/" }) => addresses.routeOf(pathOf(url)),
    routerOptions: { ignoreTrailingSlash: true },
    // A request without Host is refused by us, in our words.
    http: { headersTimeout: HEADERS_TIMEOUT_MS, IncomingMessage: PlainRequest, requireHostHeader: false },
    frameworkErrors: answerBadPath,
    clientErrorHandler: answerUnreadable,
    // The JSON scalars refuse prototype keys, and report their path; until then nothing merges them.
    onProtoPoisoning: "ignore",
    onConstructorPoisoning: "ignore",
  });
  addSecurityHeaders(app, !isLocal);
  checkHost(app, answersTo);
  answerErrors(app, formatter);
  lingerAfterUnreadBodies(app);
  // A client that keeps the connection would lose a request that it sends while the connection closes.
  app.addHook("onSend", async (_request, reply) => {
    if (health.isDraining) reply.header("connection", "close");
  });
  return app;
}

function newErrorId(): string {
  return `err_${encodeBase32(randomBytes(10))}`;
}
