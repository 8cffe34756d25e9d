import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { build, install, root } from "./setup.mjs";

/** `npm run check`: all of it runs, whatever fails; the summary names what did. */
install();
build();

const bin = (name) => path.join(root, "node_modules", ".bin", name);
const has = (file) => existsSync(path.join(root, file));

const CHECKS = [
  ["formatting", bin("prettier"), ["--check", "--log-level", "warn", "."], true],
  ["lint", bin("eslint"), ["."], has("eslint.config.js")],
  ["types: server", bin("tsc"), ["-p", "server/tsconfig.json"], true],
  ["types: client", bin("tsc"), ["-p", "client-sdk/tsconfig.json", "--noEmit"], has("client-sdk/tsconfig.json")],
  ["import rules", bin("depcruise"), ["server/src", "--config", ".dependency-cruiser.cjs"], has(".dependency-cruiser.cjs")],
  ["schema in step", process.execPath, ["server/dist/app/write-schema.js", "--check"], true],
];

const failed = [];
for (const [name, command, args, isOn] of CHECKS) {
  if (!isOn) continue;
  const startedAt = performance.now();
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? "ok    " : "FAILED"}  ${name} (${seconds} s)\n`);
  if (status !== 0) failed.push(name);
}
process.stdout.write(failed.length === 0 ? "All checks passed.\n" : `Failed: ${failed.join(", ")}\n`);
process.exit(failed.length === 0 ? 0 : 1);
