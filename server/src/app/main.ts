import "reflect-metadata";
import { explain } from "./explain.js";
import type { Carillon } from "./start-server.js";

// Whoever read what we say may be gone, as the terminal or `| head`: then nobody hears it, and the server goes on.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

const say = (words: string): void => void process.stdout.write(`carillon  ${words}\n`);

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
