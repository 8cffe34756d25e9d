import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
  writeFileSync,
} from "node:fs";
import net from "node:net";
import path from "node:path";
import { OperatorError, systemCode } from "../errors/index.js";
import { mainLineOf } from "./embedded-cluster.js";
import type { DataPlace } from "./embedded-place.js";
import { isAlive } from "./process-lock.js";

export interface Postmaster {
  pid: number;
  port: number;
}

const POLL_MS = 5;
/** A start that takes longer reports the reason. */
const FIRST_WORD_MS = 3000;
const START_PATIENCE_MS = 120_000;
const STOP_PATIENCE_MS = 60_000;
/** Larger than any process number that a system gives. */
const NOBODY_PID = 2_147_483_646;
const LOG_BYTES_MAX = 1_000_000;

export const pause = (ms = POLL_MS): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

type Say = (words: string) => void;

/** Reports the reason once, if it still applies after a while. Returns a function that cancels this. */
function sayLater(say: Say, words: string): () => void {
  const timer = setTimeout(say, FIRST_WORD_MS, words);
  return () => clearTimeout(timer);
}

/** The contents of postmaster.pid: line 1 is the process, line 4 the port, line 8 the state of the start. */
function readPidFile(folder: string): (Postmaster & { state: string }) | null {
  const lines = pidLines(folder);
  return lines && { pid: Number(lines[0]), port: Number(lines[3]), state: (lines[7] ?? "").trim() };
}

/** Null if there is no such file. Postgres may delete it at any moment. */
function pidLines(folder: string): string[] | null {
  try {
    return readFileSync(path.join(folder, "postmaster.pid"), "utf8").split("\n");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
}

/** Whether the process is a Postgres on this folder: the system may have reused its number. */
function isPostmasterOf(pid: number, folder: string): boolean {
  if (!(pid > 0) || !isAlive(pid)) return false;
  if (existsSync("/proc/self/stat")) {
    try {
      const isPostgres = readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("postgres");
      return isPostgres && readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
    } catch {
      return false;
    }
  }
  return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout?.includes(folder) ?? false;
}

/** The server that an earlier run left running, once it accepts connections; null if there is none or it is stopping. */
export async function findOrphan(folder: string, say: Say): Promise<Postmaster | null> {
  const silence = sayLater(say, `waiting for the Postgres that an earlier run left behind on ${folder}`);
  return findLaunched(folder).finally(silence);
}

async function findLaunched(folder: string): Promise<Postmaster | null> {
  const deadline = performance.now() + START_PATIENCE_MS;
  for (let found = readPidFile(folder); found; found = readPidFile(folder)) {
    if (!isPostmasterOf(found.pid, folder)) {
      disownPidFile(folder);
      return null;
    }
    if (found.state === "ready") return { pid: found.pid, port: found.port };
    if (performance.now() > deadline)
      throw new OperatorError(
        `A Postgres (process ${found.pid}) on ${folder} neither starts nor stops. End that process, and start again.`,
      );
    await pause();
  }
  return null;
}

/**
 * Postgres refuses to start while a process with the number in `postmaster.pid` exists, even a zombie. Only the number is
 * replaced: Postgres uses the rest of the file to find out whether children of the old server still write.
 */
function disownPidFile(folder: string): void {
  const [, ...rest] = pidLines(folder) ?? [];
  if (rest.length > 0) writeFileSync(path.join(folder, "postmaster.pid"), [NOBODY_PID, ...rest].join("\n"));
}

interface LaunchOptions {
  settings: string[];
  say: Say;
}

/** Starts a server on the data in `place`. Returns its process. */
export async function launch(postgres: string, place: DataPlace, { settings, say }: LaunchOptions): Promise<number> {
  const logFile = path.join(place.base, "postgres.log");
  const logSize = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  const log = openSync(logFile, logSize > LOG_BYTES_MAX ? "w" : "a", 0o600);
  const offset = logSize > LOG_BYTES_MAX ? 0 : logSize;
  const child = spawn(postgres, ["-D", place.folder, ...settings.flatMap((setting) => ["-c", setting])], {
    ...place.user,
    cwd: place.folder,
    // In its own process group, so that Ctrl-C does not stop Postgres before Carillon has drained.
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const failed = (what: string): OperatorError => {
    const log = readFileSync(logFile).subarray(offset).toString();
    return new OperatorError(`The embedded Postgres ${what}: ${mainLineOf(log)} (more in ${logFile})`, { cause: log });
  };
  const silence = sayLater(say, "waiting for the embedded Postgres, which may be recovering from a crash");
  await becomesReady(child, place.folder, failed).finally(silence);
  child.unref();
  if (child.pid === undefined) throw new Error("The embedded Postgres has no process number.");
  return child.pid;
}

async function becomesReady(
  child: ChildProcess,
  folder: string,
  failed: (what: string) => OperatorError,
): Promise<void> {
  const trouble: Error[] = [];
  child.once("error", (error) => trouble.push(error));
  for (const deadline = performance.now() + START_PATIENCE_MS; ; await pause()) {
    const found = readPidFile(folder);
    if (found?.pid === child.pid && found?.state === "ready") return;
    if (trouble[0]) throw trouble[0];
    if (child.exitCode !== null || child.signalCode !== null) {
      throw failed(`ended at once (${child.exitCode ?? child.signalCode})`);
    }
    if (performance.now() > deadline) {
      child.kill("SIGQUIT");
      throw failed("did not become ready");
    }
  }
}

/** SIGINT is Postgres's fast shutdown: open transactions end, nothing committed is lost. SIGQUIT leaves it to recovery. */
export async function stopPostmaster(pid: number, folder: string): Promise<void> {
  if (!isPostmasterOf(pid, folder)) return;
  process.kill(pid, "SIGINT");
  for (const deadline = performance.now() + STOP_PATIENCE_MS; isAlive(pid); await pause()) {
    if (performance.now() > deadline && isPostmasterOf(pid, folder)) process.kill(pid, "SIGQUIT");
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
