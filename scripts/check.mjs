import { spawnSync } from "node:child_process";
import path from "node:path";
import { install, root } from "./setup.mjs";

/** `npm run check`: all of it runs, whatever fails; the summary names what did. */
await install();
const { build } = await import("./build.mjs");
await build();

const bin = (name) => path.join(root, "node_modules", ".bin", name);

const CHECKS = [
  ["formatting", bin("prettier"), ["--check", "--log-level", "warn", "."]],
  ["types: server", bin("tsc"), ["-p", "server/tsconfig.json"]],
  ["types: client", bin("tsc"), ["-p", "client-sdk/tsconfig.json", "--noEmit"]],
  ["schema in step", process.execPath, ["server/dist/app/write-schema.js", "--check"]],
];

const failed = [];
for (const [name, command, args] of CHECKS) {
  const startedAt = performance.now();
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? "ok    " : "FAILED"}  ${name} (${seconds} s)\n`);
  if (status !== 0) failed.push(name);
}
process.stdout.write(failed.length === 0 ? "All checks passed.\n" : `Failed: ${failed.join(", ")}\n`);
process.exit(failed.length === 0 ? 0 : 1);
