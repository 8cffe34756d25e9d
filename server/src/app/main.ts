import { fileTrouble } from "./process/file-errors.js";

// Whoever read what we say may be gone, as the terminal or `| head`: then nobody hears it, and the server goes on.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

// Loaded from here, so that a process that may not even open its own files says so in words.
try {
  const { run } = await import("./run.js");
  await run();
} catch (error) {
  const words = error instanceof Error ? (fileTrouble(error) ?? error.stack) : String(error);
  process.stderr.write(`${words}\n`);
  process.exit(1);
}
