import { spawn } from "node:child_process";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../../..");

export interface FailedStart {
  code: number | null;
  /** All output, from stdout and stderr. */
  output: string;
}

/**
 * Starts the built server with these settings only, and waits for its end. A process that still runs after a minute
 * is killed. `heard` gets all output so far.
 */
export async function failedStart(
  env: Record<string, string>,
  heard: (output: string) => void = () => undefined,
): Promise<FailedStart> {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, ["server/dist/app/main.js"], {
    cwd: ROOT,
    env: { PATH, HOME, PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const hung = setTimeout(() => child.kill("SIGKILL"), 60_000);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      heard(output);
    });
  }
  return new Promise((resolve) => {
    child.once("close", (code) => {
      clearTimeout(hung);
      resolve({ code, output });
    });
  });
}
