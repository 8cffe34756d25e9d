import { buildServer } from "./build.mjs";
import { installProduct } from "./setup.mjs";

/** `npm run owner -- ada@example.com`: prints a link by which that owner gets in (docs/operations.md). */
await installProduct();
await buildServer();
await import("../server/dist/app/owner.js");
