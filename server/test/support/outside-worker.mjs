/**
 * `node outside-worker.mjs URL`: works on lanes and on effects outside the transaction, with the registered effect
 * `test.fetch`, until its parent kills it. Prints `ready` when it starts.
 */
import { buildRuntime } from "../../dist/app/composition/build-runtime.js";
import { createModules } from "../../dist/app/composition/modules.js";
import { STEP_PROGRAMS } from "../../dist/modules/runs/engine/steps/index.js";
import { parseConfig } from "../../dist/platform/config/index.js";

const [url = ""] = process.argv.slice(2);

/** Replaces the delay program: it fetches `data.url` and the recipient. */
const delay = {
  start: (_step, { context }) => ({
    kind: "suspend",
    request: { kind: "test.fetch", body: { url: `${context.data.url}/${context.recipientKey}` } },
    state: null,
  }),
  resume: (_step, _state, answer) => ({ kind: "done", notes: [["delay.over", { answer: answer.answer }]] }),
};

const fetching = {
  kind: "test.fetch",
  timeoutMs: 1000,
  retryDelaysMs: [100, 100, 100, 100],
  async perform({ id, request, signal }) {
    const response = await fetch(request.url, { signal, headers: { "idempotency-key": id } });
    return { kind: "answered", answer: await response.json() };
  },
};

const config = parseConfig({ DATABASE_URL: url, NODE_ENV: "test", LOG_LEVEL: "warn" });
const { runtime } = await buildRuntime(config, () => undefined);
const { runs } = createModules(runtime, { engine: { programs: { ...STEP_PROGRAMS, delay }, outside: [fetching] } });
await runs.worker.start();
runs.outside.start();
await runs.worker.sweep();
process.send("ready");
