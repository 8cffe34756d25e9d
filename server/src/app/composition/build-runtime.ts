import { randomBytes } from "node:crypto";
import { uuidv7 } from "uuidv7";
import type { Config } from "../../platform/config/index.js";
import { keepInSync, SystemClock } from "../../platform/clock/index.js";
import { KeyRing, readOrMakeKeyFile } from "../../platform/encryption/index.js";
import { HttpClient, readOriginMap, type GuardRules } from "../../platform/http-client/index.js";
import { LocalHints, type Hints } from "../../platform/hints/index.js";
import { AgendaJobs, type Jobs } from "../../platform/jobs/index.js";
import { createLogger, type Logger } from "../../platform/logging/index.js";
import { connectDatabase, startEmbeddedPostgres } from "../../platform/postgres/index.js";
import type { RedisClient, SharedCache } from "../../platform/redis/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { ChangeHints, Tails } from "../../platform/tails/index.js";
import { MIGRATIONS } from "../../migrations/index.js";
import { stopInTime, type StopStep } from "../process/stop-in-time.js";
import { ENTITIES } from "./entities.js";

export interface BuiltRuntime {
  runtime: Runtime;
  /** Whether the database is ours, so that the development keys are ours to make. */
  isEmbedded: boolean;
  /** Redis, for counts that processes share; null without a REDIS_URL. */
  redis: RedisClient | null;
  /** The cache that processes share; null without a REDIS_URL. */
  cache: SharedCache | null;
  /** Ends all of it, in this order. */
  closing: readonly StopStep[];
}

/** Time limit for closing what a failed start had opened. */
const CLOSE_TIMEOUT_MS = 10_000;

interface BuiltRedis {
  hints: Hints;
  redis: RedisClient;
  cache: SharedCache;
}

async function connectByRedis(url: string, log: Logger): Promise<BuiltRedis> {
  // Imported here, because these clients take long to load and a single process needs neither.
  const { connectRedis, RedisHints, SharedCache } = await import("../../platform/redis/index.js");
  return {
    hints: new RedisHints({ url, sender: uuidv7(), log }),
    redis: connectRedis({ url, log }),
    cache: new SharedCache({ url, log }),
  };
}

/** Builds everything with side effects from the settings; `say` prints progress for the operator. */
export async function buildRuntime(config: Config, say: (words: string) => void): Promise<BuiltRuntime> {
  const log = createLogger(config.LOG_LEVEL);
  const embedded = config.DATABASE_URL ? null : await startEmbeddedPostgres({ home: config.CARILLON_HOME, say });
  const url = config.DATABASE_URL ?? embedded?.url ?? "";
  const setting = embedded ? "The embedded Postgres" : "DATABASE_URL";
  const closing: StopStep[] = [];
  const closeFirst = (name: string, run: StopStep["run"]): void => void closing.unshift({ name, run });
  if (embedded) closeFirst("the embedded Postgres", () => embedded.stop());
  try {
    const connection = await connectDatabase({
      url,
      entities: ENTITIES,
      migrations: MIGRATIONS,
      poolSize: config.DATABASE_POOL,
      isGuarded: config.NODE_ENV === "test",
      setting,
      say,
    });
    closeFirst("the database", () => connection.close());
    const { database } = connection;
    const clock = new SystemClock();
    const databaseTime = async (): Promise<number> => {
      const rows = await database.query<{ ms: number }>(
        "select extract(epoch from clock_timestamp())::float8 * 1000 as ms",
      );
      return rows[0]?.ms ?? Number.NaN;
    };
    await clock.sync(databaseTime);
    closeFirst("the clock", keepInSync(clock, databaseTime));
    const { hints, redis, cache } = config.REDIS_URL
      ? await connectByRedis(config.REDIS_URL, log)
      : { hints: new LocalHints(), redis: null, cache: null };
    closeFirst("Redis", () => {
      cache?.close();
      redis?.disconnect();
      return hints.close();
    });
    const jobsSetting = config.JOBS_URL ? "JOBS_URL" : setting;
    const jobs: Jobs = await AgendaJobs.connect({ url: config.JOBS_URL ?? url, setting: jobsSetting, log });
    closeFirst("the jobs", () => jobs.stop());
    const http = new HttpClient(guardRules(config, say));
    closeFirst("connections to providers", () => http.close());
    const runtime: Runtime = {
      clock,
      database,
      hints,
      jobs,
      tails: new Tails(new ChangeHints({ hints, sender: uuidv7(), isShared: redis !== null }), log),
      log,
      http,
      encryption: keyRing(config, embedded !== null),
      newUuid: uuidv7,
      randomBytes: (size) => randomBytes(size),
    };
    return { runtime, isEmbedded: embedded !== null, redis, cache, closing };
  } catch (error) {
    await closeAfterFailure(closing);
    throw error;
  }
}

/** Rules for outgoing requests. `CARILLON_ORIGIN_MAP` is for tests, so the start prints that it is set. */
function guardRules({ CARILLON_ORIGIN_MAP: originMap }: Config, say: (words: string) => void): GuardRules {
  if (originMap === undefined) return {};
  const map = readOriginMap(originMap);
  for (const [origin, { hostname, port }] of map) say(`TEST: requests to ${origin} go to ${hostname}:${port} instead`);
  return { originMap: map };
}

/** An operator's own database needs keys from the operator, because a key file next to this process could be lost. */
function keyRing({ CARILLON_ENCRYPTION_KEYS: keys, CARILLON_HOME: home }: Config, isEmbedded: boolean): KeyRing {
  if (keys !== undefined) return KeyRing.parse(keys);
  return isEmbedded ? readOrMakeKeyFile(home) : KeyRing.empty();
}

/** Closes the parts of a failed start. Errors of closing are dropped: the start's own error is reported. */
export async function closeAfterFailure(closing: readonly StopStep[]): Promise<void> {
  await stopInTime(closing, CLOSE_TIMEOUT_MS).catch(() => undefined);
}
