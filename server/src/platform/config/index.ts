export { ConfigError, isBasePath, parseConfig } from "./config.js";
export type { Config } from "./config.js";
export type { OidcRoleRule } from "./oidc-settings.js";
