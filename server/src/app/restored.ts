import "reflect-metadata";
import { parseConfig } from "../platform/config/index.js";
import { buildRuntime } from "./build-runtime.js";
import { explain } from "./explain.js";
import { createModules } from "./modules.js";

const say = (words: string): void => void process.stdout.write(`carillon  ${words}\n`);

/** `npm run restored`: what is to be done once after a backup was restored. May be repeated. */
async function main(): Promise<void> {
  const { runtime, close } = await buildRuntime(parseConfig(process.env), say);
  try {
    const count = await createModules(runtime).feeds.epochs.beginAnew();
    say(`all feeds begin anew (${count}): whoever has one open loads it again`);
  } finally {
    await close();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  },
);
