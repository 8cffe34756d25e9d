export { ConfigError, isBasePath, parseConfig } from "./config.js";
export type { Config } from "./config.js";
