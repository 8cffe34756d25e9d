import { spawnSync } from "node:child_process";
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { systemCode } from "../errors/index.js";

/** Whether a process lives; one of another user counts, one that ended and was not collected yet does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) === "EPERM";
  }
  return statFields(pid)?.[0] !== "Z";
}

/** `/proc/<pid>/stat` from the state on (the name before it may hold anything); null where there is no such file. */
function statFields(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}

/** The start time of a process, which distinguishes it from a later one with the same number. "" if unknown. */
function startOf(pid: number): string {
  if (existsSync("/proc/self/stat")) return statFields(pid)?.[19] ?? "";
  if (process.platform === "win32") return "";
  const answer = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", env: { LC_ALL: "C" } });
  return answer.status === 0 ? answer.stdout.trim().replaceAll(/\s+/g, "_") : "";
}

/** Takes `file` as a lock for this process, or returns the pid of the live process that holds it. */
export function takeLock(file: string): { holder: number } | { release(): void } {
  const mine = `${process.pid} ${startOf(process.pid)}`;
  for (;;) {
    if (createWhole(file, mine)) {
      return { release: () => void (readOrNull(file) === mine && rmSync(file, { force: true })) };
    }
    const seen = readOrNull(file);
    if (seen === null) continue;
    const [pid = "", start = ""] = seen.split(" ");
    const holder = Number(pid);
    if (holder > 0 && isAlive(holder) && (start === "" || startOf(holder) === start)) return { holder };
    removeStale(file, seen);
  }
}

/** Creates a file with its contents atomically, so that nobody reads half of it; false if it exists. */
export function createWhole(file: string, contents: string): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, contents);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Two may find the same stale lock: the slower of them must put back the new one it moved away by mistake. */
function removeStale(file: string, seen: string): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readOrNull(aside);
  if (moved !== null && moved !== seen) createWhole(file, moved);
  rmSync(aside, { force: true });
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
