export { ConfigError, parseConfig } from "./config.js";
export type { Config } from "./config.js";
