// What bundlers take for a browser (the `browser` condition in package.json): the same without the methods that need a secret key, which a
// browser is refused anyway. The types are those of index.ts.
export { createBaseClient as createClient } from "./client/client.js";
export { CarillonError } from "./errors.js";
export { subjectOf } from "./person/claims.js";
