import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { install, root } from "./setup.mjs";

/** `npm run check`: runs all checks, two at a time, even after failures. Arguments choose checks by name. */
await install();
const { build } = await import("./build.mjs");
await build();

const SIDE_BY_SIDE = 2;
const PUBLISHED = ["client-sdk", "feed-widget", "elements"].filter((name) => existsSync(path.join(root, name, "src")));
const TYPED = [
  "server",
  ...below("server/web"),
  "client-sdk",
  "feed-widget",
  "elements",
  "dashboard",
  "examples/react-vite",
  "bench",
  "docs/playground",
].filter((folder) => existsSync(path.join(root, folder, "tsconfig.json")));
const SOURCES = ["server", "client-sdk", "feed-widget", "elements", "dashboard", "examples", "bench"];

/** The longest checks start first, so that no long check runs alone at the end. */
const CHECKS = [
  ["lint", "eslint", ".", "--ignore-pattern", "schema.graphql"],
  ["formatting", "prettier", "--check", "--log-level", "warn", "."],
  ...TYPED.map((folder) => [`types of ${folder}`, "tsc", "--noEmit", "-p", folder]),
  ["import rules", "depcruise", "--config", ".dependency-cruiser.cjs", ...SOURCES],
  ["unused code", "knip", "--no-progress"],
  ["schema in step", "node", "server/dist/app/write-schema.js", "--check"],
  ["provider pages in step", "node", "scripts/provider-docs.mjs", "--check"],
  ["schema lint", "eslint", "schema.graphql"],
  ...PUBLISHED.flatMap((name) => [
    [`package shape of ${name}`, "publint", "--strict", name],
    [
      `types that ${name} publishes`,
      "attw",
      "--pack",
      name,
      "--format",
      "ascii",
      "--exclude-entrypoints",
      "./styles.css",
      "./preferences.css",
      "./toasts.css",
      "./svelte",
      "./vue",
    ],
  ]),
  ["byte budgets", "size-limit"],
];

const wanted = process.argv.slice(2);
const chosen = CHECKS.filter(([name]) => wanted.length === 0 || wanted.some((word) => name.includes(word)));
const failed = [];
const startedAt = performance.now();
const queue = [...chosen];
await Promise.all(Array.from({ length: SIDE_BY_SIDE }, workOff));

process.stdout.write(`${chosen.length} checks in ${secondsSince(startedAt)} s\n`);
process.stdout.write(failed.length === 0 ? "All checks passed.\n" : `Failed: ${failed.join(", ")}\n`);
process.exit(failed.length === 0 && chosen.length > 0 ? 0 : 1);

async function workOff() {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const [name, command, ...args] = next;
    const begunAt = performance.now();
    const { code, output } = await outcome(command, args);
    process.stdout.write(`${code === 0 ? "ok    " : "FAILED"}  ${name} (${secondsSince(begunAt)} s)\n`);
    if (code === 0) continue;
    failed.push(name);
    process.stdout.write(`${output}\n`);
  }
}

/** Output is shown only on failure, because the output of two concurrent programs would mix. */
function outcome(command, args) {
  const program = command === "node" ? process.execPath : path.join(root, "node_modules", ".bin", command);
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, shell: process.platform === "win32" });
    const said = [];
    child.stdout.on("data", (chunk) => said.push(chunk));
    child.stderr.on("data", (chunk) => said.push(chunk));
    child.once("error", (error) => resolve({ code: 1, output: error.message }));
    child.once("close", (code) => resolve({ code, output: Buffer.concat(said) }));
  });
}

function below(folder) {
  return readdirSync(path.join(root, folder)).map((name) => `${folder}/${name}`);
}

function secondsSince(moment) {
  return ((performance.now() - moment) / 1000).toFixed(1);
}
