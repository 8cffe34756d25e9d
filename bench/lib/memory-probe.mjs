import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { until } from "./measure.mjs";

const ASK = "SIGUSR2";

/** Loaded into the measured process by `flagsOf`: reports the memory after garbage collection on request. */
const file = process.execArgv.find((flag) => flag.startsWith("--title=probe:"))?.slice("--title=probe:".length);
if (file) {
  process.on(ASK, () => {
    for (let round = 0; round < 3; round += 1) globalThis.gc();
    writeFileSync(`${file}.new`, JSON.stringify(process.memoryUsage()));
    renameSync(`${file}.new`, file);
  });
}

/** Flags of a Node process whose memory is measured. */
export function flagsOf(answerFile) {
  return ["--expose-gc", `--title=probe:${answerFile}`, "--import", import.meta.url];
}

/**
 * The memory of the process after garbage collection, in bytes: `live` is the heap with external memory, `rss` the
 * resident set.
 */
export async function memoryOf(pid, answerFile) {
  rmSync(answerFile, { force: true });
  process.kill(pid, ASK);
  await until(() => existsSync(answerFile), { timeoutMs: 20_000 });
  const { heapUsed, external, rss } = JSON.parse(readFileSync(answerFile, "utf8"));
  return { live: heapUsed + external, rss };
}
