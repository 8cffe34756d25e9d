import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { install, root, say } from "./setup.mjs";

/**
 * `npm run docs`: builds the site of `docs/` into `docs/.vitepress/dist`, with the reference generated from
 * `schema.graphql` and the stories of the playground. A dead link fails the build. `npm run docs -- --serve` serves
 * the site and follows changes. The packages of the site are installed by this command only.
 */
await install();
const { writeReference } = await import("../docs/.vitepress/reference.mjs");
const { buildPlayground } = await import("./build-playground.mjs");
const docs = path.join(root, "docs");
const isServing = process.argv.includes("--serve");

if (!existsSync(path.join(docs, "node_modules", ".package-lock.json"))) {
  say("installing what the site is built with …");
  await run("npm", ["ci", "--no-audit", "--no-fund"]);
}
writeReference();
await buildPlayground({ outdir: path.join(docs, "public/stories"), isWatching: isServing });
await run(path.join(docs, "node_modules", ".bin", "vitepress"), [isServing ? "dev" : "build", "."]);
// The watcher of the playground would keep the process alive.
process.exit(0);

async function run(command, args) {
  const child = spawn(command, args, { cwd: docs, stdio: "inherit", shell: process.platform === "win32" });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) process.exit(code ?? 1);
}
