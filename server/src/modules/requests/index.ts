export { actingUserId, isGoodKey, isSecret, requireSecret, systemScope } from "./scope.js";
export type { Actor, Scope } from "./scope.js";
export { newContext, scopeOf, secretScopeOf } from "./request-context.js";
export type { RequestContext } from "./request-context.js";
export { loaderOf } from "./loaders.js";
export { NodeRegistry } from "./node-registry.js";
export type { LoadNodes } from "./node-registry.js";
