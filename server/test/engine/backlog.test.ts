import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { BELL, createLaneApi, type LaneApi } from "../support/lane-api.js";
import { waitUntil } from "../support/wait-until.js";

const NONE = { counts: { fanouts: 0, runs: 0, batches: 0, answers: 0 }, oldestSeconds: 0 };

let api: LaneApi;

beforeEach(async () => {
  api = await createLaneApi();
});
afterEach(() => api.close());

test("the backlog counts due work, gives the age of the oldest, and is empty once the work is done", async () => {
  await api.addWorkflow("plain", [BELL]);
  const { backlog, worker } = api.modules.runs;
  const trigger = await api.notify("plain", ["ann"]);
  api.runtime.clock.advance(60_000);

  expect(await backlog.read()).toEqual({ counts: { fanouts: 1, runs: 0, batches: 0, answers: 0 }, oldestSeconds: 60 });

  await worker.start();
  await worker.sweep();
  await api.finished(trigger);
  expect(await backlog.read()).toMatchObject({ counts: { fanouts: 1 } });
  api.runtime.clock.advance(5000);
  expect(await backlog.read()).toEqual(NONE);
});

test("the backlog includes due runs and batches, and none that are not due", async () => {
  const { backlog, worker } = api.modules.runs;
  await api.addWorkflow("later", [{ ref: "wait", type: "delay", for: { unit: "minutes", value: 1 } }, BELL]);
  await api.addWorkflow("gather", [{ ref: "all", type: "batch", window: { unit: "minutes", value: 2 } }, BELL]);
  await worker.start();
  await api.notify("later", ["ann"]);
  await api.notify("gather", ["ann"]);
  await worker.sweep();
  await waitUntil(async () => (await api.db.database.query("select 1 from runs")).length === 2);
  await worker.stop();

  expect(await backlog.read()).toEqual(NONE);
  api.runtime.clock.advance(90_000);
  expect(await backlog.read()).toEqual({ counts: { ...NONE.counts, runs: 1 }, oldestSeconds: 30 });
  api.runtime.clock.advance(60_000);
  expect(await backlog.read()).toEqual({ counts: { fanouts: 0, runs: 1, batches: 1, answers: 0 }, oldestSeconds: 90 });
});
