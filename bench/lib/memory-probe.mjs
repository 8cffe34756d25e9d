import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { until } from "./measure.mjs";

const ASK = "SIGUSR2";

/** In the measured process, loaded by `flagsOf`: tells its memory, garbage aside, whenever it is asked. */
const file = process.execArgv.find((flag) => flag.startsWith("--title=probe:"))?.slice("--title=probe:".length);
if (file) {
  process.on(ASK, () => {
    for (let round = 0; round < 3; round += 1) globalThis.gc();
    writeFileSync(`${file}.new`, JSON.stringify(process.memoryUsage()));
    renameSync(`${file}.new`, file);
  });
}

/** Flags for a Node process whose memory is to be measured. */
export function flagsOf(answerFile) {
  return ["--expose-gc", `--title=probe:${answerFile}`, "--import", import.meta.url];
}

/** What the process holds once garbage is collected: `{ live, rss }` in bytes, the heap and what hangs on it. */
export async function memoryOf(pid, answerFile) {
  rmSync(answerFile, { force: true });
  process.kill(pid, ASK);
  await until(() => existsSync(answerFile), { timeoutMs: 20_000 });
  const { heapUsed, external, rss } = JSON.parse(readFileSync(answerFile, "utf8"));
  return { live: heapUsed + external, rss };
}
