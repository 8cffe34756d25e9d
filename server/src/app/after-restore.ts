import "reflect-metadata";
import { parseConfig } from "../platform/config/index.js";
import { standardError, standardOutput } from "../platform/logging/index.js";
import { buildRuntime, closeAfterFailure } from "./composition/build-runtime.js";
import { explain } from "./process/startup-errors.js";
import { createModules } from "./composition/modules.js";

const say = (words: string): void => standardOutput.write(`carillon  ${words}\n`);

/** `npm run restored`: starts a new epoch for all feeds. Run it once after a backup was restored; it may be repeated. */
async function main(): Promise<void> {
  const { runtime, closing } = await buildRuntime(parseConfig(process.env), say);
  try {
    const count = await createModules(runtime).feeds.epochs.beginAnew();
    say(`started a new epoch for all ${count} feeds: every client reloads its feed`);
  } finally {
    await closeAfterFailure(closing);
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    standardError.write(`${explain(error)}\n`);
    process.exit(1);
  },
);
