export { connectRedis } from "./connect-redis.js";
export type { RedisClient } from "./connect-redis.js";
export { RedisHints } from "./redis-hints.js";
export { SharedCache } from "./shared-cache.js";
