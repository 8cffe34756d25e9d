import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Shared by start, test and check: installs and builds what is missing or has changed. Uses nothing but Node. */
export const root = path.resolve(import.meta.dirname, "..");

export function say(words) {
  process.stdout.write(`carillon  ${words}\n`);
}

export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: "inherit", shell: process.platform === "win32", ...options });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

function hashOf(files) {
  const hash = createHash("sha256").update(process.version);
  for (const file of files) hash.update(file).update(readFileSync(path.join(root, file)));
  return hash.digest("hex");
}

function isFresh(stamp, hash) {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === hash;
}

export function install() {
  const stamp = path.join(root, "node_modules", ".carillon-stamp");
  const hash = hashOf(["package-lock.json"]);
  if (isFresh(stamp, hash)) return;
  say("Installing packages (once; about a minute)…");
  run("npm", ["ci", "--no-audit", "--no-fund"]);
  writeFileSync(stamp, hash);
}

function filesBelow(folder) {
  const full = path.join(root, folder);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [folder];
  const skipped = new Set(["node_modules", "dist", "dist-web", "test"]);
  return readdirSync(full)
    .filter((name) => !skipped.has(name))
    .sort()
    .flatMap((name) => filesBelow(path.join(folder, name)));
}

const SOURCES = ["package-lock.json", "tsconfig.json", "server/tsconfig.build.json", "server/src", "server/web", "client-sdk", "feed-widget"];

export function build() {
  const stamp = path.join(root, "server", "dist", ".stamp");
  const hash = hashOf(SOURCES.flatMap(filesBelow));
  if (isFresh(stamp, hash)) return;
  say("Building (only what changed since the last time is compiled again)…");
  run(process.execPath, ["scripts/build.mjs"]);
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}
