/**
 * `node jobs-worker.mjs URL JOB`: runs one job that never ends, and reports its start to its parent, which kills it.
 */
import { AgendaJobs } from "../../dist/platform/jobs/index.js";
import { createLogger } from "../../dist/platform/logging/index.js";

const [url, name] = process.argv.slice(2);
const jobs = await AgendaJobs.connect({ url, log: createLogger("warn") });
jobs.define({
  name,
  parse: () => null,
  async handle() {
    process.send("running");
    await new Promise(() => undefined);
  },
});
await jobs.start();
