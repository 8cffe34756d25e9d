import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Shared by start, test and check. Imports only modules of Node, because it runs before packages are installed. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

const STILL_BUSY_MS = 10_000;
const NOT_SOURCES = new Set(["node_modules", "dist", "dist-web", "test", "coverage", ".cache"]);

// A full disk or a closed pipe must end neither this process nor the server that it starts.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

export function say(words) {
  process.stdout.write(`carillon  ${words}\n`);
}

/** Prints what is being done, and again every few seconds. Returns the duration in seconds. */
export async function during(words, work) {
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1000);
  say(`${words} …`);
  const reminder = setInterval(() => say(`${words} … (${seconds()} s)`), STILL_BUSY_MS);
  try {
    await work();
  } finally {
    clearInterval(reminder);
  }
  return seconds();
}

/** Runs a program without output. If the program fails, prints its output and ends this process. */
export function run(command, args) {
  return new Promise((resolve) => {
    const isWindows = process.platform === "win32";
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], shell: isWindows });
    const output = [];
    child.stdout.on("data", (chunk) => output.push(chunk));
    child.stderr.on("data", (chunk) => output.push(chunk));
    child.once("error", (error) => fail(command, error.message));
    child.once("close", (code) => (code === 0 ? resolve() : fail([command, ...args].join(" "), Buffer.concat(output))));
  });
}

function fail(command, output) {
  process.stderr.write(`${output}\n`);
  say(`failed: ${path.relative(root, command) || command}`);
  process.exit(1);
}

/** Arguments of Node that run Jest. Jest loads ES modules only with the first of these flags. */
export const JEST = [
  "--experimental-vm-modules",
  "--disable-warning=ExperimentalWarning",
  "node_modules/jest/bin/jest.js",
];

/** A hash of all files, so that a stamp shows whether anything changed. */
export function hashOf(places, salt = "") {
  const hash = createHash("sha256").update(salt);
  for (const file of places.flatMap(filesBelow)) hash.update(`\n${file}\n`).update(readFileSync(path.join(root, file)));
  return hash.digest("hex");
}

function filesBelow(place) {
  const found = statSync(path.join(root, place), { throwIfNoEntry: false });
  if (!found) return [];
  if (found.isFile()) return place.includes(".test.") ? [] : [place];
  const names = readdirSync(path.join(root, place)).filter((name) => !NOT_SOURCES.has(name));
  return names.sort().flatMap((name) => filesBelow(`${place}/${name}`));
}

export function isStamped(stamp, hash) {
  const file = path.join(root, stamp);
  return existsSync(file) && readFileSync(file, "utf8") === hash;
}

export function putStamp(stamp, hash) {
  writeFileSync(path.join(root, stamp), hash);
}

/** The workspaces that `npm start` builds and runs: they need less than half of all packages. */
const PRODUCT = ["server", "server/web", "client-sdk", "feed-widget", "dashboard"];
/**
 * The content of the stamp says what was installed: the hash of the lock file, and `PRODUCT_ONLY` if the other
 * packages were left out.
 */
const STAMP = "node_modules/.carillon-stamp";
const PRODUCT_ONLY = " product";

/** Installs all packages of the lock file, unless the stamp says that they are installed. */
export async function install() {
  const hash = hashOfPackages();
  if (isStamped(STAMP, hash)) return;
  await installWith([], "installing packages, once (one to two minutes)");
  putStamp(STAMP, hash);
}

/** Installs the packages that `npm start` needs. `install` adds the packages of tests and checks. */
export async function installProduct() {
  const hash = hashOfPackages();
  if (isStamped(STAMP, hash) || isStamped(STAMP, hash + PRODUCT_ONLY)) return;
  const flags = PRODUCT.flatMap((workspace) => ["--workspace", workspace]);
  await installWith(flags, "installing packages, once (less than a minute)");
  putStamp(STAMP, hash + PRODUCT_ONLY);
}

const hashOfPackages = () =>
  hashOf(["package.json", "package-lock.json"], `${process.version} ${process.platform} ${process.arch}`);

async function installWith(flags, words) {
  // `npm install` keeps the packages that are installed; `npm ci` would delete them first.
  const isThere = existsSync(path.join(root, "node_modules", ".package-lock.json"));
  const args = isThere ? ["install", "--no-save"] : ["ci"];
  const all = [...args, ...flags, "--no-audit", "--no-fund", "--loglevel=error"];
  await during(isThere ? "bringing the packages up to date" : words, () => run("npm", all));
}
