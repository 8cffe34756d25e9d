import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { install, JEST, root, say } from "./setup.mjs";

/**
 * `npm run faults`: runs the fault tests with all their rounds, one file after the other. Arguments choose files by
 * name.
 */
await install();
const { build } = await import("./build.mjs");
await build();

const FOLDER = "server/test/faults";
const wanted = process.argv.slice(2);
const files = readdirSync(path.join(root, FOLDER))
  .filter((name) => name.endsWith(".test.ts"))
  .filter((name) => wanted.length === 0 || wanted.some((word) => name.includes(word)));

const figures = [];
const outcomes = [];
for (const [index, name] of files.entries()) {
  say(`${index + 1} of ${files.length}: ${name}`);
  const startedAt = performance.now();
  const code = await runFile(`${FOLDER}/${name}`);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  outcomes.push({ test: name.replace(".test.ts", ""), outcome: code === 0 ? "passed" : "FAILED", seconds });
}

console.table(outcomes);
for (const line of figures) process.stdout.write(`${line}\n`);
const failed = outcomes.filter((each) => each.outcome === "FAILED").length;
process.stdout.write(`${outcomes.length - failed} passed, ${failed} failed\n`);
process.exit(failed === 0 && outcomes.length > 0 ? 0 : 1);

/** Prints Jest's output as it comes, and keeps the figures for the end. */
function runFile(file) {
  const child = spawn(process.execPath, [...JEST, "-w", "1", "--runTestsByPath", file], {
    cwd: root,
    env: { ...process.env, CARILLON_FAULTS: "full" },
    stdio: ["ignore", "inherit", "pipe"],
  });
  child.stderr.on("data", (chunk) => {
    process.stderr.write(chunk);
    for (const [line] of chunk.toString().matchAll(/FAULTS .*/g)) figures.push(line);
  });
  return new Promise((resolve) => child.once("close", resolve));
}
