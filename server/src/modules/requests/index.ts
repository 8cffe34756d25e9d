export { actingUserId, isGoodKey, systemScope } from "./scope.js";
export type { Actor, Scope } from "./scope.js";
export { newContext, scopeOf, scopeWith } from "./request-context.js";
export type { RequestContext } from "./request-context.js";
export { may, requireRight } from "./rights.js";
export type { Right } from "./rights.js";
export { loaderOf } from "./loaders.js";
export { NodeRegistry } from "./node-registry.js";
export type { LoadNodes } from "./node-registry.js";
