import { existsSync } from "node:fs";
import path from "node:path";
import type { FastifyInstance } from "fastify";
import { systemScope } from "../modules/accounts/index.js";
import { parseConfig, type Config } from "../platform/config/index.js";
import { RateLimits } from "../platform/rate-limits/index.js";
import { createSchema } from "./build-schema.js";
import { buildRuntime, type BuiltRuntime } from "./build-runtime.js";
import { addDemoRoutes } from "./demo-routes.js";
import { addLandingRoutes } from "./landing-routes.js";
import { readOrMakeKeys, writeKeys, type DevKeys } from "./dev-keys.js";
import { addGraphiqlBackend } from "./graphiql-backend.js";
import { startHealthServer, type HealthServer } from "./health-server.js";
import { startHttpServer, type HttpServer } from "./http-server.js";
import { isLoopback } from "./http-server-headers.js";
import { createModules, type Modules } from "./modules.js";
import { observe, type Observed } from "./observe.js";
import { seedDemo } from "./seed-demo.js";

export interface Carillon {
  url: string | null;
  /** Where a worker with a `HEALTH_PORT` tells how it is. */
  healthUrl: string | null;
  keys: DevKeys | null;
  modules: Modules;
  /** Readiness off, the sets in hand finished, sockets closed, the database last. */
  stop(): Promise<void>;
}

/** Load balancers look every second or so. */
const DRAIN_NOTICE_MS = 2000;

const ROOT = path.resolve(import.meta.dirname, "..", "..");

/** Starts what the settings ask for; `say` tells a person what happens. */
export async function startCarillon(env: NodeJS.ProcessEnv, say: (words: string) => void): Promise<Carillon> {
  const config = parseConfig(env);
  const built = await buildRuntime(config, say);
  const { runtime } = built;
  try {
    const bootstrapSecretKey = config.CARILLON_BOOTSTRAP_SECRET_KEY;
    const modules = createModules(runtime, {
      bootstrapSecretKey,
      retention: { runsDays: config.CARILLON_KEEP_RUNS_DAYS, removalsDays: config.CARILLON_KEEP_REMOVALS_DAYS },
    });
    if (!built.isEmbedded && bootstrapSecretKey) await modules.accounts.accounts.bootstrap(bootstrapSecretKey);
    const keys = built.isEmbedded ? await readOrMakeKeys(config, modules.accounts.accounts, runtime) : null;
    if (keys) await seedDemo(runtime, modules, systemScope(keys));
    const observed = observe(built, modules);
    const isWorker = config.CARILLON_ROLE !== "api";
    if (isWorker) {
      await modules.runs.worker.start();
      await runtime.jobs.start();
      await modules.runs.worker.sweep();
    }
    const isServer = config.CARILLON_ROLE !== "worker";
    const server = isServer ? await serve({ config, modules, keys, built, observed }) : null;
    const healthServer = isServer ? null : await serveHealth(config, observed);
    observed.health.setReady();
    if (server && keys) writeKeys(keys, server.url);
    const stop = async (): Promise<void> => {
      observed.health.setDraining();
      await server?.close();
      if (isWorker) await modules.runs.worker.stop();
      await healthServer?.close();
      modules.feeds.watcher.close();
      modules.accounts.auth.close();
      await built.close();
    };
    return { url: server?.url ?? null, healthUrl: healthServer?.url ?? null, keys, modules, stop };
  } catch (error) {
    await built.close();
    throw error;
  }
}

interface Serving {
  config: Config;
  modules: Modules;
  keys: DevKeys | null;
  built: BuiltRuntime;
  observed: Observed;
}

async function serveHealth(config: Config, observed: Observed): Promise<HealthServer | null> {
  return config.HEALTH_PORT === undefined ? null : startHealthServer(observed, config.HOST, config.HEALTH_PORT);
}

async function serve({ config, modules, keys, built, observed }: Serving): Promise<HttpServer> {
  const { runtime } = built;
  const { health, metrics } = observed;
  const refused = metrics.counter("carillon_rate_limited_total", "Calls refused by a rate limit, by who asked.", [
    "caller",
  ]);
  const pages = path.join(ROOT, "dist-web");
  const webRoot = existsSync(pages) ? pages : null;
  return startHttpServer({
    host: config.HOST,
    port: config.PORT,
    schema: createSchema(modules.resolvers),
    authentication: modules.accounts.auth,
    health,
    metrics,
    log: runtime.log,
    ...(built.cache ? { cache: built.cache } : {}),
    isOverloaded: () => runtime.database.isOverloaded || modules.triggers.notify.isOverloaded,
    limits: new RateLimits({
      rates: { secret: config.RATE_LIMIT_SECRET, user: config.RATE_LIMIT_USER, address: config.RATE_LIMIT_ADDRESS },
      redis: built.redis,
      now: () => runtime.clock.now(),
      onRefused: (caller) => refused.inc({ caller }),
    }),
    isIntrospectionOpen: keys !== null,
    // Nobody balances load to a server that brings its own database.
    drainNoticeMs: config.CARILLON_DRAIN_MS ?? (config.DATABASE_URL ? DRAIN_NOTICE_MS : 0),
    developmentKey: keys?.publicKey ?? null,
    webRoot,
    addRoutes: async (app: FastifyInstance) => {
      addLandingRoutes(app, keys);
      if (keys) await addDemoRoutes(app, keys, webRoot);
      if (keys) addGraphiqlBackend(app, { secretKey: keys.secretKey, isLocal: isLoopback(config.HOST) });
    },
  });
}
