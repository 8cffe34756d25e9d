export {
  actingUserId,
  isGoodKey,
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
export type { AuthOptions } from "./authentication/auth.service.js";
export { EnvironmentSettings } from "./environment-settings.service.js";
export { credentialsFromHeaders, credentialsFromInit } from "./authentication/credentials.js";
export type { Credentials } from "./authentication/credentials.js";
export { IdempotencyService } from "./idempotency/idempotency.service.js";
export { claimKeysSql } from "./idempotency/idempotency.repository.js";
export type { KeyClaim } from "./idempotency/idempotency.repository.js";
export type { IdempotentAnswer, IdempotentCall } from "./idempotency/idempotency.service.js";
export { NodeRegistry } from "./node-registry.js";
export type { LoadNodes } from "./node-registry.js";
export type { ScopeEnd } from "./authentication/scope-watch.service.js";
