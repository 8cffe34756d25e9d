import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { root, run, say } from "./setup.mjs";

/** Builds the server, the packages and the web pages. */
const bin = (name) => path.join(root, "node_modules", ".bin", name);

say("  server");
run(bin("tsc"), ["-p", "server/tsconfig.build.json"]);

for (const workspace of ["client-sdk", "feed-widget"]) {
  const file = path.join(root, workspace, "package.json");
  if (!existsSync(file) || !JSON.parse(readFileSync(file, "utf8")).scripts?.build) continue;
  say(`  ${workspace}`);
  run("npm", ["run", "build", "--silent", "-w", workspace]);
}

const web = path.join(root, "server", "web");
for (const page of existsSync(web) ? readdirSync(web) : []) {
  const config = path.join(web, page, "vite.config.mjs");
  if (!existsSync(config)) continue;
  say(`  web/${page}`);
  run(bin("vite"), ["build", "--config", config, "--logLevel", "error"]);
}
