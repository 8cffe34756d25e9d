import "reflect-metadata";
import type { Carillon } from "./start-server.js";
import { ConfigError } from "../platform/config/index.js";
import { HomeInUseError, NewerDatabaseError } from "../platform/postgres/index.js";

// Whoever read what we say may be gone, as the terminal or `| head`: then nobody hears it, and the server goes on.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

const say = (words: string): void => void process.stdout.write(`carillon  ${words}\n`);

/** What a person can mend is told in words; anything else with its stack. */
function explain(error: unknown): string {
  const isToldInWords = [ConfigError, HomeInUseError, NewerDatabaseError].some((kind) => error instanceof kind);
  if (isToldInWords && error instanceof Error) return error.message;
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    return "The port is taken. Stop what listens there, or set PORT to another one (0 picks a free one).";
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function whereTo({ url, healthUrl }: Carillon): string {
  if (url) return ` on ${url}`;
  return healthUrl ? ` (worker), health on ${healthUrl}` : " (worker)";
}

async function main(): Promise<void> {
  const { startCarillon } = await import("./start-server.js");
  const carillon = await startCarillon(process.env, say);
  const seconds = (performance.now() / 1000).toFixed(1);
  say(`ready after ${seconds} s${whereTo(carillon)}`);
  if (carillon.keys) say(`keys for development: ${carillon.keys.file}`);

  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    say("stopping");
    carillon.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${explain(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
