export { LocalHints } from "./local-hints.js";
export type { Hints, Unsubscribe } from "./hints.js";
export { RedisHints } from "./redis-hints.js";
