import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { ApolloServerOptions } from "@apollo/server";
import { fastify, type FastifyInstance, type FastifyRequest } from "fastify";
import type { GraphQLSchema } from "graphql";
import type { RequestContext, Scope } from "../modules/accounts/index.js";
import { createApollo, DocumentCache, ErrorFormatter, withStatus } from "../platform/graphql/index.js";
import { encodeBase32 } from "../platform/ids/index.js";
import type { Logger } from "../platform/logging/index.js";
import type { RateBudget, RateLimits } from "../platform/rate-limits/index.js";
import type { Health } from "./health.js";
import { portOf, urlOf } from "./http-server-address.js";
import { contextOf, operationGuard, overloaded, type Authentication } from "./http-server-context.js";
import { answerErrors } from "./http-server-errors.js";
import { serveGraphql } from "./http-server-graphql.js";
import { addSecurityHeaders, checkHost, isLoopback } from "./http-server-headers.js";
import { budgetOf, rateLimitPlugin } from "./http-server-rate-limits.js";
import { findPage, readPageHtml, serveAssets } from "./http-server-static.js";
import type { Metrics } from "./metrics.js";
import { SubscriptionServer } from "./subscription-server.js";

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
  /** Where the built pages lie (`graphiql/`, …); null for none. */
  webRoot: string | null;
  /** The public key of the development environment, for GraphiQL's examples. */
  developmentKey?: string | null;
  /** Pages and routes besides ours. */
  addRoutes?: (app: FastifyInstance) => void | Promise<void>;
  /** How long requests and sockets are still taken after readiness went off, for load balancers to notice; 0 by default. */
  drainNoticeMs?: number;
  /** Whether more work would only wait; requests are then refused at the door, for their callers to come back. */
  isOverloaded?: () => boolean;
  /** How much each caller may ask for; left out, there is no limit. */
  limits?: RateLimits | null;
  /** Where persisted queries are kept; left out, in this process. */
  cache?: Exclude<ApolloServerOptions<RequestContext>["cache"], "bounded">;
}

export interface HttpServer {
  /** Such as `http://localhost:4000`. */
  url: string;
  port: number;
  sockets: SubscriptionServer;
  /** Readiness off, a while for that to be noticed, sockets closed with 1001, requests finished, port free. */
  close(): Promise<void>;
}

const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;
/** Requests that are not done by then are cut. */
const DRAIN_MS = 10_000;

/** HTTP and WebSocket on one port. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { schema, authentication, log, metrics, health, limits = null } = options;
  const formatter = new ErrorFormatter(log, newErrorId);
  const guard = operationGuard(options.isIntrospectionOpen);
  const apollo = createApollo<RequestContext>({
    schema,
    formatter,
    guard,
    log,
    plugins: [metrics.plugin(), rateLimitPlugin()],
    ...(options.cache ? { cache: options.cache } : {}),
  });
  await apollo.start();

  const isLocal = isLoopback(options.host);
  const app = createApp({ isLocal, formatter, health });

  const graphiql = findPage(options.webRoot, "graphiql");
  if (graphiql) await serveAssets(app, graphiql);
  serveGraphql(app, {
    apollo,
    contextOf: readContext(options),
    graphiqlHtml: graphiql && (await readPageHtml(graphiql, options.developmentKey ?? null)),
  });
  health.register(app);
  metrics.register(app);
  await options.addRoutes?.(app);

  const sockets = new SubscriptionServer({
    schema,
    authentication,
    formatter,
    guard,
    metrics,
    log,
    limits,
    isOverloaded: options.isOverloaded ?? (() => false),
    documents: new DocumentCache(schema),
    isLocal,
  });
  app.server.on("upgrade", (request, socket, head) => sockets.handleUpgrade(request, socket, head));

  await app.listen({ host: options.host, port: options.port });
  const port = portOf(app);
  return { url: urlOf(options.host, port), port, sockets, close };

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

/** Who asks, with the first point of what the request costs taken. */
function readContext({ authentication, isOverloaded, limits = null }: HttpServerOptions) {
  return async (request: FastifyRequest): Promise<RequestContext> => {
    try {
      if (isOverloaded?.()) throw overloaded();
      const budget = (scope: Scope | null): RateBudget | null => budgetOf(limits, scope, request.ip);
      const context = await contextOf(request.headers, authentication, budget);
      context.budget?.take(1);
      return context;
    } catch (error) {
      throw withStatus(error);
    }
  };
}

interface AppOptions {
  isLocal: boolean;
  formatter: ErrorFormatter;
  health: Health;
}

function createApp({ isLocal, formatter, health }: AppOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
    // Prototype keys are refused by the JSON scalars, which say where they stand; until then nothing merges them.
    onProtoPoisoning: "ignore",
    onConstructorPoisoning: "ignore",
  });
  addSecurityHeaders(app, !isLocal);
  if (isLocal) checkHost(app);
  answerErrors(app, formatter);
  // Whoever keeps the connection would lose the request that crosses its closing.
  app.addHook("onSend", async (_request, reply) => {
    if (health.isDraining) reply.header("connection", "close");
  });
  return app;
}

function newErrorId(): string {
  return `err_${encodeBase32(randomBytes(10))}`;
}
