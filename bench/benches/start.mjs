import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { repeat, resultOf } from "../lib/measure.mjs";

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const ROOT = path.resolve(import.meta.dirname, "../..");

/**
 * The time of `npm start` until the server is ready. Packages, builds and demo data exist already, as at every start
 * except the first.
 */
export async function run(bench) {
  const home = mkdtempSync(path.join(tmpdir(), "carillon-bench-start-"));
  bench.owns(home, () => rmSync(home, { recursive: true, force: true }));
  bench.say("first start: makes the database");
  await startOnce(home);

  const values = await repeat(ROUNDS, (round) => {
    bench.say(`start ${round + 1} of ${ROUNDS}`);
    return startOnce(home);
  });
  return resultOf({ name: "start", unit: "s", values, judged: "value", isLowerBetter: true, must: 3, aim: 1.5 });
}

/** Seconds until the server is ready. Stops the server afterwards. */
async function startOnce(home) {
  const startedAt = performance.now();
  const child = spawn("npm", ["start"], {
    cwd: ROOT,
    env: { ...process.env, CARILLON_HOME: home, PORT: "0", DATABASE_URL: "", REDIS_URL: "", JOBS_URL: "" },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const seconds = await new Promise((resolve, reject) => {
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      said += chunk;
      if (said.includes("ready after")) resolve((performance.now() - startedAt) / 1000);
    });
    child.once("close", (code) => reject(new Error(`npm start ended with ${code} before it was ready:\n${said}`)));
  });
  // Ctrl-C signals the whole process group.
  process.kill(-child.pid, "SIGINT");
  await ended;
  return seconds;
}
