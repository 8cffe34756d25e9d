// The entry point for browsers (the `browser` condition in package.json): without the methods that need a secret key, which
// the server refuses to browsers anyway. The types are those of index.ts.
export { createBaseClient as createClient } from "./client/client.js";
export { createSessionClient } from "./client/session-client.js";
export { CarillonError } from "./errors.js";
export { subjectOf } from "./person/claims.js";
