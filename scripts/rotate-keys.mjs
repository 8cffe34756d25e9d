import { buildServer } from "./build.mjs";
import { installProduct } from "./setup.mjs";

/**
 * `npm run rotate-keys`: encrypts all stored credentials again with the first key of CARILLON_ENCRYPTION_KEYS
 * (docs/operations.md).
 */
await installProduct();
await buildServer();
await import("../server/dist/app/rotate-keys.js");
