import { spawn } from "node:child_process";
import path from "node:path";

const QUIET = {
  NODE_OPTIONS: "",
  NEXT_TELEMETRY_DISABLED: "1",
  ASTRO_TELEMETRY_DISABLED: "1",
  NG_CLI_ANALYTICS: "false",
};

// The original environment: serving a page with Vite sets NODE_ENV for the whole process.
const ENV = { ...process.env };

/** Runs a program and returns its output. On failure, throws all of its output. */
export function run(program, args, cwd, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...ENV, ...QUIET, ...env } });
    const said = [];
    const errors = [];
    child.stdout.on("data", (chunk) => said.push(chunk));
    child.stderr.on("data", (chunk) => errors.push(chunk));
    child.once("error", reject);
    child.once("close", (code) => {
      const text = Buffer.concat(said).toString();
      if (code === 0) resolve(text);
      else reject(new Error(`${path.basename(program)} ${args.join(" ")}\n${text}${Buffer.concat(errors)}`));
    });
  });
}
