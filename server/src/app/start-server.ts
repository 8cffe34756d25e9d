import { existsSync } from "node:fs";
import path from "node:path";
import type { FastifyInstance } from "fastify";
import { systemScope } from "../modules/requests/index.js";
import { loadCustomProviders } from "../custom-providers/load-custom-providers.js";
import { parseConfig, type Config } from "../platform/config/index.js";
import { RateLimits } from "../platform/rate-limits/index.js";
import { PROVIDERS } from "../providers/list.js";
import { createSchema } from "./composition/build-schema.js";
import { guardAnswers } from "./composition/calls/guard-answers.js";
import { ROOT_RIGHTS } from "./composition/calls/root-rights.js";
import { buildRuntime, closeAfterFailure, type BuiltRuntime } from "./composition/build-runtime.js";
import { mountDashboard } from "./dashboard/mount-dashboard.js";
import { addDemoRoutes, type DemoOptions } from "./development/demo-routes.js";
import { Doors } from "./development/doors.js";
import { readOrMakeKeys, writeKeys, type DevKeys } from "./development/dev-keys.js";
import { addGraphiqlBackend } from "./development/graphiql-backend.js";
import { startHealthServer, type HealthServer } from "./observability/health-server.js";
import { startHttpServer, type HttpServer, type HttpServerOptions } from "./http-server.js";
import { mountModuleRoutes } from "./http/module-routes.js";
import { isLoopback } from "./http/http-headers.js";
import { pageHosts } from "./http/own-page.js";
import { createModules, type ModuleOptions, type Modules } from "./composition/modules.js";
import { observe, type Observed } from "./observability/bind-metrics.js";
import { addMailboxRoutes } from "./development/mailbox-routes.js";
import { addLandingRoutes } from "./development/landing-routes.js";
import { PublicAddresses } from "./pages/public-addresses.js";
import { openForOperator } from "./process/first-key.js";
import { sayHowToBeOwner } from "./process/owner-link.js";
import { listening } from "./process/listen-errors.js";
import { stopInTime, type StopStep } from "./process/stop-in-time.js";
import { seedDemo } from "./development/seed-demo.js";

export interface Carillon {
  url: string | null;
  /** Address at which a worker with a `HEALTH_PORT` reports its health. */
  healthUrl: string | null;
  /** The paths for which this process serves GET; none if it serves no API. */
  paths: readonly string[];
  keys: DevKeys | null;
  modules: Modules;
  /**
   * Turns readiness off, finishes active sets, closes sockets, and the database last. Settles within `CARILLON_DRAIN_MS`
   * plus 18 s; if a part hangs, with an error that names it.
   */
  stop(): Promise<void>;
}

/** Time limit of the stop after the drain notice: together with the default notice, the documented 20 s. */
const STOP_TIMEOUT_MS = 18_000;

/** Load balancers look every second or so. */
const DRAIN_NOTICE_MS = 2000;

const ROOT = path.resolve(import.meta.dirname, "..", "..");

/** The parts that stop before the database: each waits for its running work. */
function workInHand({ runs, delivery, callbacks }: Modules): StopStep[] {
  return [
    { name: "the sets in hand", run: () => runs.worker.stop() },
    { name: "the effects in hand", run: () => runs.outside.stop() },
    { name: "the deliveries in hand", run: () => delivery.worker.stop().then(() => delivery.counts.flush()) },
    { name: "the callbacks in hand", run: () => callbacks.worker.stop() },
  ];
}

async function startWork({ runtime }: BuiltRuntime, { runs, delivery, callbacks }: Modules): Promise<void> {
  delivery.worker.start();
  callbacks.worker.start();
  await runs.worker.start();
  runs.outside.start();
  await runtime.jobs.start();
  await runs.worker.sweep();
}

/** Starts the parts that the settings select. `say` prints messages for the operator. */
export async function startCarillon(env: NodeJS.ProcessEnv, say: (words: string) => void): Promise<Carillon> {
  const config = parseConfig(env);
  // Before the database starts: a mistake in the setting is reported at once.
  const moduleOptions = await moduleOptionsOf(config);
  const built = await buildRuntime(config, say);
  const { runtime } = built;
  // Users of the database stop before the database, also if the start fails.
  const sets: StopStep[] = [];
  const closing = [...built.closing];
  try {
    const modules = createModules(runtime, moduleOptions);
    sets.push(...workInHand(modules));
    closing.unshift(
      { name: "feeds", run: () => modules.feeds.watcher.close() },
      { name: "authentication", run: () => modules.authentication.close() },
    );
    await openForOperator(modules, { config, isEmbedded: built.isEmbedded, say });
    const keys = built.isEmbedded ? await readOrMakeKeys(config, modules, runtime) : null;
    if (keys) await seedDemo(runtime, modules, systemScope(keys));
    const observed = observe(built, modules);
    const isWorker = config.CARILLON_ROLE !== "api";
    if (isWorker) await startWork(built, modules);
    const isServer = config.CARILLON_ROLE !== "worker";
    const server = isServer ? await serve({ config, modules, keys, built, observed }) : null;
    const healthServer = isServer ? null : await serveHealth(config, observed);
    if (server) modules.channelCallbacks.listensAt(`${server.url}${config.CARILLON_BASE_PATH ?? ""}`);
    observed.health.setReady();
    if (server && keys) writeKeys(keys, server.url);
    if (server && !isLoopback(config.HOST)) await warnOfOpenDevelopment(modules, config, say);
    if (server)
      await sayHowToBeOwner(modules.memberLinks, { config, url: server.url, isEmbedded: built.isEmbedded, say });
    const stop = (): Promise<void> => {
      observed.health.setDraining();
      const steps = [
        { name: "requests and sockets", run: () => server?.close() },
        ...sets,
        { name: "the health port", run: () => healthServer?.close() },
        ...closing,
      ];
      return stopInTime(steps, drainNoticeMsOf(config) + STOP_TIMEOUT_MS);
    };
    return {
      url: server?.url ?? null,
      healthUrl: healthServer?.url ?? null,
      paths: server?.paths ?? [],
      keys,
      modules,
      stop,
    };
  } catch (error) {
    await closeAfterFailure([...sets, ...closing]);
    throw error;
  }
}

async function moduleOptionsOf(config: Config): Promise<ModuleOptions> {
  const { CARILLON_PROVIDERS: sources = "" } = config;
  return {
    customProviders: await loadCustomProviders(sources, { folder: process.cwd(), taken: PROVIDERS }),
    userTokenMaxHours: config.CARILLON_USER_TOKEN_HOURS,
    publicUrl: config.CARILLON_PUBLIC_URL,
    hasProvider: config.CARILLON_OIDC_ISSUER !== undefined,
    retention: { runsDays: config.CARILLON_KEEP_RUNS_DAYS, removalsDays: config.CARILLON_KEEP_REMOVALS_DAYS },
  };
}

/** Any client that can reach an open server and knows a public key can act as any user of a development environment. */
async function warnOfOpenDevelopment(modules: Modules, { HOST }: Config, say: (words: string) => void): Promise<void> {
  const keys = await modules.environments.developmentEnvironmentKeys();
  if (keys.length === 0) return;
  say(`WARNING: this server listens openly (HOST=${HOST}) and serves development: ${keys.join(", ")}.`);
  say("WARNING: there, whoever holds a public key acts as any user by a bare user id. Put nothing real into it.");
}

interface Serving {
  config: Config;
  modules: Modules;
  keys: DevKeys | null;
  built: BuiltRuntime;
  observed: Observed;
}

async function serveHealth(config: Config, observed: Observed): Promise<HealthServer | null> {
  const { HOST: host, HEALTH_PORT: port } = config;
  if (port === undefined) return null;
  return listening({ host, port, setting: "HEALTH_PORT" }, () => startHealthServer(observed, host, port));
}

/** There is no load balancer before a server with an embedded database. */
function drainNoticeMsOf(config: Config): number {
  return config.CARILLON_DRAIN_MS ?? (config.DATABASE_URL ? DRAIN_NOTICE_MS : 0);
}

/** The routes of the embedded development environment. */
async function addDevelopmentRoutes(app: FastifyInstance, modules: Modules, page: DemoOptions): Promise<void> {
  await addDemoRoutes(app, page);
  await addMailboxRoutes(app, { ...page, mailbox: modules.delivery.mailbox });
  await addGraphiqlBackend(app, page.keys.secretKey, page.doors);
}

async function serve({ config, modules, keys, built, observed }: Serving): Promise<HttpServer> {
  const { runtime } = built;
  const { health, metrics } = observed;
  const refused = metrics.counter("carillon_rate_limited_total", "Calls refused by a rate limit, by who asked.", [
    "caller",
  ]);
  const pages = path.join(ROOT, "dist-web");
  const webRoot = existsSync(pages) ? pages : null;
  const { HOST: host, PORT: port } = config;
  const isLocal = isLoopback(host);
  const { CARILLON_TRUSTED_PROXIES: trustedProxies = [], CARILLON_ALLOWED_HOSTS: hostNames = [] } = config;
  const { CARILLON_BASE_PATH: basePath = "" } = config;
  const addresses = new PublicAddresses({ basePath, trustedProxies });
  const { CARILLON_PUBLIC_URL: publicUrl } = config;
  const hosts = pageHosts({ host, names: hostNames, addresses, publicUrl });
  const doors = keys && new Doors({ ...keys, isLocal, hosts, now: () => runtime.clock.now() });
  const options: HttpServerOptions = {
    host,
    port,
    schema: createSchema(modules.resolvers, ROOT_RIGHTS, runtime),
    authentication: modules.authentication,
    after: guardAnswers(modules.audit),
    health,
    metrics,
    poolSize: runtime.database.poolSize,
    log: runtime.log,
    ...(built.cache ? { cache: built.cache } : {}),
    isOverloaded: () => runtime.database.isOverloaded || modules.triggers.notify.isOverloaded,
    limits: new RateLimits({
      rates: { secret: config.RATE_LIMIT_SECRET, user: config.RATE_LIMIT_USER, address: config.RATE_LIMIT_ADDRESS },
      redis: built.redis,
      now: () => runtime.clock.monotonic(),
      epoch: () => runtime.clock.now(),
      onRefused: (caller) => refused.inc({ caller }),
    }),
    socketCaps: {
      sockets: config.SOCKETS_MAX,
      perKey: config.SOCKETS_PER_KEY,
      perUser: config.SOCKETS_PER_USER,
      operationsPerUser: config.SUBSCRIPTIONS_PER_USER,
    },
    isIntrospectionOpen: keys !== null,
    drainNoticeMs: drainNoticeMsOf(config),
    isDevelopment: keys !== null,
    ...{ hostNames, addresses, publicUrl, trustedProxies, webRoot },
    ...(doors ? { fillOf: (request) => doors.fillOf(request) } : {}),
    addRoutes: async (app: FastifyInstance) => {
      await mountModuleRoutes(app, modules.mounts);
      addLandingRoutes(app, { addresses, keys, doors });
      const development = keys && doors && { keys, doors };
      const page = { development, webRoot, addresses, hosts };
      await mountDashboard(app, { config, runtime, modules, redis: built.redis, ...page });
      if (development) await addDevelopmentRoutes(app, modules, { ...development, webRoot, addresses });
    },
  };
  return listening({ host, port, setting: "PORT" }, () => startHttpServer(options));
}
