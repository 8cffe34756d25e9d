export { connectRedis, isClusterUrl, REDIS_TIMEOUT_MS } from "./connect-redis.js";
export type { RedisClient } from "./connect-redis.js";
