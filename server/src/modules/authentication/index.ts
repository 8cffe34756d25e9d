export type { AuthOptions } from "./auth.service.js";
export { credentialsFromHeaders, credentialsFromInit } from "./credentials.js";
export type { Credentials } from "./credentials.js";
export type { SessionCredentials, SessionService, SessionStart, StartedSession } from "./sessions/session.service.js";
export type { ScopeEnd } from "./scope-watch.service.js";
