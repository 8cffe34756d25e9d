import path from "node:path";
import { buildServer } from "./build.mjs";
import { install, root, run } from "./setup.mjs";

/**
 * `npm run providers -- --record DIR` writes the requests that each provider makes of fixed messages to
 * `DIR/<provider>/<case>.json`, for comparison with the vendors' documentation. `npm run providers -- --docs` writes
 * the pages about providers in `docs/`.
 */
const [mode, folder] = process.argv.slice(2);
const isKnown = mode === "--docs" || (mode === "--record" && folder !== undefined);
if (!isKnown) {
  process.stderr.write("npm run providers -- --record DIR\nnpm run providers -- --docs\n");
  process.exit(1);
}
await install();
await buildServer();
if (mode === "--docs") await import("./provider-docs.mjs");
else {
  const target = path.resolve(process.env.INIT_CWD ?? "", folder);
  await run(process.execPath, [path.join(root, "server/dist/providers/record/main.js"), target]);
}
