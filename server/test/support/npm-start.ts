import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { waitUntil } from "./wait-until.js";

const ROOT = path.resolve(import.meta.dirname, "../../..");

/** A new data folder that the user of the database process may enter. */
export function newHome(): string {
  const home = mkdtempSync(path.join(tmpdir(), "carillon-start-"));
  chmodSync(home, 0o755);
  return home;
}

/** Builds once in advance, so that no test's timeout includes it. */
export function buildAll(): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/build.mjs"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`The build failed:\n${stdout}${stderr}`);
}

/** A process of `npm start`: the script that npm starts, or npm itself. */
export class NpmStart {
  readonly child: ChildProcess;
  output = "";

  constructor(env: Record<string, string>, command = [process.execPath, "scripts/start.mjs"]) {
    const { PATH = "", HOME = "" } = process.env;
    const [program = "", ...args] = command;
    this.child = spawn(program, args, { cwd: ROOT, env: { PATH, HOME, PORT: "0", ...env } });
    this.child.stdout?.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    this.child.stderr?.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The URL that it prints when it is ready. */
  async ready(): Promise<string> {
    const address = (): string | undefined => /ready after \S+ s on (\S+)/.exec(this.output)?.[1];
    await waitUntil(() => address() !== undefined || !this.isRunning, 50_000);
    const url = address();
    if (!url) throw new Error(this.output);
    return url;
  }

  /** Waits for its end, after the signal if one is given. Returns the exit code. */
  async end(signal?: NodeJS.Signals): Promise<number | null> {
    if (!this.isRunning) return this.child.exitCode;
    const exited = once(this.child, "exit");
    if (signal) this.child.kill(signal);
    await exited;
    return this.child.exitCode;
  }
}

/** The process of the embedded Postgres below a data folder. */
export function postgresOf(home: string): number {
  return Number(readFileSync(path.join(home, "postgres/postmaster.pid"), "utf8").split("\n")[0]);
}

/** The server process that holds a data folder. */
export function holderOf(home: string): number {
  return Number(readFileSync(path.join(home, "carillon.lock"), "utf8").split(" ")[0]);
}
