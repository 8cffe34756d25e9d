import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { OperatorError } from "../errors/index.js";
import { KeyRing, newKey } from "./key-ring.js";

const FILE = "encryption-keys";

/**
 * The keys in the data folder, created at the first start. A file that cannot be read is never replaced: the secrets in the
 * database need its keys.
 */
export function readOrMakeKeyFile(home: string): KeyRing {
  const file = path.join(home, FILE);
  if (!existsSync(file)) makeOnce(file);
  try {
    return KeyRing.parse(readFileSync(file, "utf8").trim().replaceAll(/\s+/g, ","));
  } catch {
    throw new OperatorError(
      `${file} holds no encryption keys. Restore it from a backup. If there is none, delete it: a new key is made, and ` +
        "the credentials of all channels have to be given again.",
    );
  }
}

/** Of two processes that start at once, one creates the file, atomically. */
function makeOnce(file: string): void {
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, `${newKey()}\n`, { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
