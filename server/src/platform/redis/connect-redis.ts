import { Cluster, Redis, type RedisOptions } from "ioredis";
import type { Logger } from "../logging/index.js";

export type RedisClient = Redis | Cluster;

export interface RedisConnectOptions {
  /** The URL of one server, or of several nodes of a cluster, separated by commas. */
  url: string;
  log: Logger;
  /** For subscriptions: in a cluster, with a connection to each shard. */
  isSubscriber?: boolean;
}

/** Commands that Redis does not answer within this time fail, and the caller continues without Redis. */
export const REDIS_TIMEOUT_MS = 250;
const CONNECT_TIMEOUT_MS = 2000;
const RECONNECT_MAX_MS = 1000;
/** A connection that leaves two probes unanswered is closed and opened again. */
const PROBE_EVERY_MS = 1000;
const PROBES_LOST_MAX = 2;

export function isClusterUrl(url: string): boolean {
  return url.includes(",");
}

/** A connection that never blocks, never throws by itself, and reconnects. While it is down, commands fail at once. */
export function connectRedis({ url, log, isSubscriber = false }: RedisConnectOptions): RedisClient {
  const client = isClusterUrl(url) ? connectCluster(url, isSubscriber) : new Redis(url, { ...OPTIONS, retryStrategy });
  let lastTrouble = "";
  client.on("error", (error: Error) => {
    // Once for each trouble, not for each attempt.
    if (error.message !== lastTrouble) log.warn({ event: "redis.trouble", reason: error.message });
    lastTrouble = error.message;
  });
  client.on("ready", () => {
    if (lastTrouble !== "") log.warn({ event: "redis.back" });
    lastTrouble = "";
  });
  probe(client);
  return client;
}

const OPTIONS: RedisOptions = {
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  autoResubscribe: false,
  enableAutoPipelining: true,
  commandTimeout: REDIS_TIMEOUT_MS,
  connectTimeout: CONNECT_TIMEOUT_MS,
};

function connectCluster(urls: string, isSubscriber: boolean): Cluster {
  const nodes = urls.split(",").map((url) => url.trim());
  const first = new URL(nodes[0] ?? "");
  return new Cluster(nodes, {
    redisOptions: {
      ...OPTIONS,
      username: decodeURIComponent(first.username),
      password: decodeURIComponent(first.password),
      ...(first.protocol === "rediss:" ? { tls: {} } : {}),
    },
    shardedSubscribers: isSubscriber,
    enableOfflineQueue: false,
    clusterRetryStrategy: retryStrategy,
  });
}

function retryStrategy(attempt: number): number {
  return Math.min(100 * attempt, RECONNECT_MAX_MS);
}

/** Asks now and then whether the other side is there; TCP alone would find out after minutes. */
function probe(client: RedisClient): void {
  let lost = 0;
  const timer = setInterval(() => {
    if (client.status !== "ready") return;
    client.ping().then(
      () => (lost = 0),
      () => {
        lost += 1;
        if (lost < PROBES_LOST_MAX) return;
        lost = 0;
        client.disconnect(true);
      },
    );
  }, PROBE_EVERY_MS);
  timer.unref();
  client.once("end", () => clearInterval(timer));
}
