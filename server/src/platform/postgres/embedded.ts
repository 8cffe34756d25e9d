import path from "node:path";
import { OperatorError } from "../errors/index.js";
import { createCluster, DATABASE_USER, hasCluster, readPassword } from "./embedded-cluster.js";
import { dataPlace, findBinaries, type DataPlace } from "./embedded-place.js";
import { findOrphan, freePort, launch, pause, stopPostmaster, type Postmaster } from "./embedded-process.js";
import { takeLock } from "./process-lock.js";

export interface EmbeddedPostgres {
  url: string;
  /** The data folder: `postgres` in the home folder, or a fallback that its user can reach. */
  folder: string;
  /** Whether a server left behind by a killed process was taken over. */
  wasAdopted: boolean;
  /** Disconnects clients, writes a checkpoint, waits until the process is gone. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Carillon's data folder. */
  home: string;
  /** Prints progress for the operator. */
  say(words: string): void;
  /** Port to listen on; by default a free one. An adopted server keeps its port. */
  port?: number;
  /** More server settings, `name=value`. */
  settings?: string[];
}

/** Another process uses this data folder. */
class HomeInUseError extends OperatorError {}

// Durable (fsync and synchronous_commit stay on); sized for a small machine. Errors of statements go to their caller and may
// contain customers' data, so the log omits them.
const SETTINGS = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "max_connections=100",
  "shared_buffers=256MB",
  "max_wal_size=2GB",
  "checkpoint_timeout=15min",
  "checkpoint_completion_target=0.9",
  "wal_compression=on",
  "random_page_cost=1.1",
  "jit=off",
  "log_min_messages=log",
  "log_checkpoints=off",
];

const PATIENCE_MS = 10_000;
const RETRY_MS = 100;
const LEAVING_MS = 2000;

/** Starts the Postgres that comes with the npm packages, with its data in `home`, or takes over one left running there. */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const place = dataPlace(options.home);
  const lock = await takeHome(place.base, options.home);
  try {
    const server = await startOrAdopt(options, place);
    return { ...server, stop: () => server.stop().finally(lock.release) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The process that holds the folder may be stopping, as after a restart, so the lock is tried for a while. */
async function takeHome(base: string, home: string): Promise<{ release(): void }> {
  for (const deadline = performance.now() + LEAVING_MS; ; await pause(RETRY_MS)) {
    const lock = takeLock(path.join(base, "carillon.lock"));
    if ("release" in lock) return lock;
    if (performance.now() > deadline) {
      throw new HomeInUseError(`Another Carillon (process ${lock.holder}) is running on ${path.resolve(home)}.`);
    }
  }
}

async function startOrAdopt(options: EmbeddedOptions, place: DataPlace): Promise<EmbeddedPostgres> {
  const { say } = options;
  if (place.isFallback) say(`The database's data lies in ${place.folder}: its user may not enter ${options.home}.`);
  const isNew = !hasCluster(place);
  const orphan = isNew ? null : await findOrphan(place.folder, say);
  if (orphan) {
    say(`Taking over the Postgres (process ${orphan.pid}) that an earlier run left behind.`);
    return describe(place, orphan.port, orphan.pid, true);
  }
  const binaries = await findBinaries(place.user, say);
  if (isNew) {
    say("Setting up the embedded Postgres.");
    createCluster(binaries, place);
  }
  const settings = [...SETTINGS, ...(options.settings ?? [])];
  const { port, pid } = await launchPatiently(binaries.postgres, place, settings, options);
  return describe(place, port, pid, false);
}

/** A free port may be taken in the meantime, and children of a killed server may still be running: both are retried. */
async function launchPatiently(
  postgres: string,
  place: DataPlace,
  settings: string[],
  { port: wished, say }: EmbeddedOptions,
): Promise<Postmaster> {
  for (const deadline = performance.now() + PATIENCE_MS; ; await pause(RETRY_MS)) {
    const port = wished ?? (await freePort());
    try {
      return { port, pid: await launch(postgres, place, { settings: [`port=${port}`, ...settings], say }) };
    } catch (error) {
      const why = error instanceof Error ? `${error.message}\n${String(error.cause)}` : "";
      const mayPass = why.includes("shared memory block") || (wished === undefined && why.includes("could not bind"));
      if (!mayPass || performance.now() > deadline) throw error;
    }
  }
}

function describe(place: DataPlace, port: number, pid: number, wasAdopted: boolean): EmbeddedPostgres {
  return {
    url: `postgres://${DATABASE_USER}:${readPassword(place)}@127.0.0.1:${port}/postgres`,
    folder: place.folder,
    wasAdopted,
    stop: () => stopPostmaster(pid, place.folder),
  };
}
