import "reflect-metadata";
import { parseConfig } from "../platform/config/index.js";
import { standardError, standardOutput } from "../platform/logging/index.js";
import { buildRuntime, closeAfterFailure } from "./composition/build-runtime.js";
import { explain } from "./process/startup-errors.js";
import { createModules } from "./composition/modules.js";

const say = (words: string): void => standardOutput.write(`carillon  ${words}\n`);

/**
 * `npm run rotate-keys`: encrypts all credentials with the first key. May be repeated, also while other processes
 * run.
 */
async function main(): Promise<boolean> {
  const { runtime, closing } = await buildRuntime(parseConfig(process.env), say);
  try {
    const { channelProviders, channelCallbacks, dataRotation } = createModules(runtime);
    const counts = [await channelProviders.reseal(), await channelCallbacks.reseal(), await dataRotation.reseal()];
    const resealedCount = counts.reduce((sum, each) => sum + each.resealedCount, 0);
    const unreadableCount = counts.reduce((sum, each) => sum + each.unreadableCount, 0);
    say(`credentials encrypted by the first key: ${resealedCount}`);
    if (unreadableCount > 0)
      say(`credentials that no key opens, left as they are: ${unreadableCount}. Keep the old keys.`);
    return unreadableCount === 0;
  } finally {
    await closeAfterFailure(closing);
  }
}

main().then(
  (isComplete) => process.exit(isComplete ? 0 : 1),
  (error: unknown) => {
    standardError.write(`${explain(error)}\n`);
    process.exit(1);
  },
);
