import { createBaseClient } from "./client/client.js";
import type { BrowserClient } from "./client/client-types.js";
import * as late from "./late/index.js";
import { keepLate } from "./client/load-late.js";
import type { BrowserClientOptions } from "./options.js";

// The entry point for Metro (the `react-native` condition in package.json): an app is one file, so nothing is loaded later;
// without the methods that need a secret key, which the server refuses to apps anyway. The types are those of index.ts.
export { CarillonError } from "./errors.js";
export { subjectOf } from "./person/claims.js";

/** Like `createClient` for browsers. */
export function createClient(options: BrowserClientOptions): BrowserClient {
  keepLate(late);
  return createBaseClient(options);
}
