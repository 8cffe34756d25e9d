import { buildServer } from "./build.mjs";
import { installProduct } from "./setup.mjs";

/** `npm run restored`: to be run once after a backup was restored, before Carillon starts (docs/operations.md). */
await installProduct();
await buildServer();
await import("../server/dist/app/restored.js");
