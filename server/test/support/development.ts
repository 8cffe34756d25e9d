import "reflect-metadata";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startCarillon, type Carillon } from "../../src/app/start-server.js";

export interface Development {
  url: string;
  /** The data folder. */
  home: string;
  carillon: Carillon;
  stop(): Promise<void>;
}

/** Starts what `npm start` starts, in this process: an embedded Postgres with the demo's users and workflows. */
export async function startDevelopment(
  settings: Record<string, string> = {},
  say: (words: string) => void = () => undefined,
): Promise<Development> {
  const home = mkdtempSync(path.join(tmpdir(), "carillon-development-"));
  // As root, Postgres runs as another user, who must be able to enter the folder.
  chmodSync(home, 0o755);
  const env = { CARILLON_HOME: home, PORT: "0", LOG_LEVEL: "silent", ...settings };
  const carillon = await startCarillon(env, say);
  const stop = async (): Promise<void> => {
    await carillon.stop();
    rmSync(home, { recursive: true, force: true });
  };
  return { url: carillon.url ?? "", home, carillon, stop };
}
