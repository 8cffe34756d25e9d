import path from "node:path";
import { buildServer } from "./build.mjs";
import { root, run } from "./setup.mjs";

/** `npm run schema`: prints schema.graphql from the server, then generates the types of the client and the dashboard from it. */
await buildServer();
await run(process.execPath, [path.join(root, "server/dist/app/write-schema.js")]);
for (const workspace of ["client-sdk", "dashboard"]) {
  await run("npm", ["run", "generate", "--silent", "--workspace", workspace]);
}
