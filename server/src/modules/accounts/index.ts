export {
  actingUserId,
  isSecret,
  loaderOf,
  newContext,
  requireSecret,
  scopeOf,
  secretScopeOf,
  systemScope,
} from "./scope.js";
export type { Actor, RequestContext, Scope } from "./scope.js";
export { AccountService } from "./account.service.js";
export type { EnvironmentKeys, NewEnvironment } from "./account.service.js";
export { AuthService } from "./auth.service.js";
export type { AuthOptions } from "./auth.service.js";
export { credentialsFromHeaders, credentialsFromInit } from "./credentials.js";
export type { Credentials } from "./credentials.js";
export { IdempotencyService } from "./idempotency.service.js";
export type { IdempotentAnswer, IdempotentCall } from "./idempotency.service.js";
export { NodeRegistry } from "./node-registry.js";
export type { LoadNodes } from "./node-registry.js";
export { KEYS_TOPIC } from "./scope-watch.service.js";
export type { ScopeEnd } from "./scope-watch.service.js";
