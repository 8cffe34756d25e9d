import { buildServer } from "./build.mjs";
import { installProduct } from "./setup.mjs";

/** `npm run restored`: run once after you restore a backup, before Carillon starts (docs/operations.md). */
await installProduct();
await buildServer();
await import("../server/dist/app/after-restore.js");
