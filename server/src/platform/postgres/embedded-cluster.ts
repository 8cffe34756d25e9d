import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { OperatorError } from "../errors/index.js";
import { ownerOf, type Binaries, type DataPlace } from "./embedded-place.js";

export const DATABASE_USER = "carillon";

const passwordFileOf = (place: DataPlace): string => path.join(place.base, "postgres-password");

/** Whether the folder already contains data. Throws if it may not be used. */
export function hasCluster(place: DataPlace): boolean {
  const owner = ownerOf(place.folder);
  const us = process.getuid?.();
  if (owner && us !== undefined && us !== 0 && owner.uid !== us) {
    throw new OperatorError(`${place.folder} belongs to user ${owner.uid}; start as that user or as root.`);
  }
  if (owner?.uid === 0)
    throw new OperatorError(`${place.folder} belongs to root, as whom Postgres refuses to run; give it away.`);
  return owner !== null;
}

/** Creates a new cluster. A folder gets its final name only when it is complete, so an interrupted creation is repeated. */
export function createCluster(binaries: Binaries, place: DataPlace): void {
  const draft = `${place.folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  const password = randomBytes(24).toString("base64url");
  const passwordFile = passwordFileOf(place);
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });

  // initdb reads the password file as the database's user, who must not read the rest of `base`.
  const handedOver = path.join(place.base, `.${randomBytes(6).toString("hex")}`);
  writeFileSync(handedOver, password, { mode: 0o600 });
  if (place.user) for (const file of [draft, handedOver]) chownSync(file, place.user.uid, place.user.gid);
  const flags = ["-D", draft, "-U", DATABASE_USER, "-A", "scram-sha-256", `--pwfile=${handedOver}`];
  const result = spawnSync(binaries.initdb, [...flags, "-E", "UTF8", "--locale=C"], {
    ...place.user,
    cwd: draft,
    encoding: "utf8",
  });
  rmSync(handedOver, { force: true });
  if (result.status !== 0) {
    const why = result.error?.message ?? mainLineOf(result.stderr);
    throw new OperatorError(`The embedded Postgres could not be set up in ${place.folder}: ${why}`, {
      cause: result.error,
    });
  }
  renameSync(draft, place.folder);
}

/** The line of Postgres' output that explains its exit: the first line that names an error, else the last line. */
export function mainLineOf(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  return (lines.find((line) => /FATAL|PANIC|error:|could not/.test(line)) ?? lines.at(-1) ?? "it said nothing").trim();
}

export function readPassword(place: DataPlace): string {
  const file = passwordFileOf(place);
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  throw new OperatorError(
    `${file} is missing, the password of the database in ${place.folder}. Put it back, or move ${place.folder} away to begin anew.`,
  );
}
