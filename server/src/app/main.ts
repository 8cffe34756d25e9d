import { fileTrouble } from "./process/file-errors.js";

// The reader of the output may have closed the pipe, for example a terminal or `| head`. The server continues without
// it.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

// Imported here, so that even a process that may not open its own files reports that in one sentence.
try {
  const { run } = await import("./run.js");
  await run();
} catch (error) {
  const words = error instanceof Error ? (fileTrouble(error) ?? error.stack) : String(error);
  process.stderr.write(`${words}\n`);
  process.exit(1);
}
