import "reflect-metadata";
import { standardError, standardOutput } from "../platform/logging/index.js";
import { loadParts } from "./process/load-parts.js";
import { explain } from "./process/startup-errors.js";
import type { Carillon } from "./start-server.js";

const say = (words: string): void => standardOutput.write(`carillon  ${words}\n`);

/**
 * Ends the process with an error. Nothing is awaited: when the connections close, other processes take over the locks and
 * leases.
 */
function fail(error: unknown): never {
  standardError.write(`${explain(error)}\n`);
  process.exit(1);
}

function whereTo({ url, healthUrl }: Carillon): string {
  if (url) return ` on ${url}`;
  return healthUrl ? ` (worker), health on ${healthUrl}` : " (worker)";
}

/** Starts the server that the environment describes, and ends it at a signal. */
export async function run(): Promise<void> {
  // After an unhandled error the state of the process is unknown; it ends, with the stack.
  process.on("uncaughtException", fail);
  await serve().catch(fail);
}

async function serve(): Promise<void> {
  await loadParts();
  const { startCarillon } = await import("./start-server.js");
  const carillon = await startCarillon(process.env, say);
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    say("stopping");
    carillon.stop().then(() => process.exit(0), fail);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);

  // Printed last: the reader may send a signal at once.
  const seconds = (performance.now() / 1000).toFixed(1);
  say(`ready after ${seconds} s${whereTo(carillon)}`);
  if (carillon.keys) say(`keys for development: ${carillon.keys.file}`);
}
