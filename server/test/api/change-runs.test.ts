import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/platform/json.js";
import { createLaneApi, type LaneApi } from "../support/lanes.js";
import { addInAppChannel, type ApiAnswer } from "../support/module-api.js";

let api: LaneApi;
let made = 0;

const BELL = { ref: "bell", type: "channel", channelKey: "in-app", template: { text: "Hi" } };
const WAIT = { ref: "wait", type: "delay", for: { unit: "hours", value: 5 } };
const COLLECT = { ref: "collect", type: "batch", window: { unit: "hours", value: 30 } };
const WHO = ["ann", "bob", "cy"];

beforeAll(async () => {
  api = await createLaneApi();
  await addInAppChannel(api);
});
afterAll(() => api.db.drop());

async function workflow(...steps: object[]): Promise<string> {
  const key = `flight-${++made}`;
  await api.commit({ key, name: key, steps });
  return key;
}

async function notify(workflowKey: string, userIds = WHO, more: object = {}): Promise<string> {
  const recipients = userIds.map((userId) => ({ to: { userId } }));
  const { notify: answer } = await api.get("mutation ($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
    i: { workflowKey, recipients, ...more },
  });
  await api.settle();
  return String(Object(answer).trigger.id);
}

function change(input: object): Promise<ApiAnswer> {
  return api.ask("mutation ($i: ChangeRunsInput!) { changeRuns(input: $i) { changedCount remainingCount } }", {
    i: input,
  });
}

async function changed(input: object): Promise<number> {
  const { data, errors } = await change(input);
  expect(errors).toEqual([]);
  expect(Object(data.changeRuns).remainingCount).toBe(0);
  return Object(data.changeRuns).changedCount;
}

interface Run {
  id: string;
  status: string;
  outcome: { code: string };
  trace: { code: string }[];
  recipient: { userId: string };
}

async function runsOf(filter: object): Promise<Run[]> {
  const { runs } = await api.get(
    `query ($f: RunFilterInput) { runs(filter: $f, first: 50) { nodes { id status outcome { code } trace { code } recipient { ... on User { userId } } } } }`,
    { f: filter },
  );
  return Object(runs).nodes;
}

const outcomes = async (workflowKey: string): Promise<string[]> =>
  (await runsOf({ workflowKey })).map(({ outcome }) => outcome.code).sort();

describe("changing runs", () => {
  test("a dry run says how many it would be, and changes nothing", async () => {
    const workflowKey = await workflow(WAIT, BELL);
    await notify(workflowKey);
    for (const action of ["CANCEL", "WAKE"]) {
      expect(await changed({ action, filter: { workflowKey }, isDryRun: true })).toBe(3);
    }
    expect(await outcomes(workflowKey)).toEqual(["delay.waiting", "delay.waiting", "delay.waiting"]);
  });

  test("cancelled runs end as by `cancel`, and their trigger counts them", async () => {
    const workflowKey = await workflow(WAIT, BELL);
    const trigger = await notify(workflowKey);
    expect(await changed({ action: "CANCEL", filter: { workflowKey } })).toBe(3);
    expect(await changed({ action: "CANCEL", filter: { workflowKey } })).toBe(0);
    expect(await outcomes(workflowKey)).toEqual(["run.cancelled", "run.cancelled", "run.cancelled"]);
    const { trigger: shown } = await api.get(
      "query ($id: ID!) { trigger(id: $id) { status outcomes { code count } source cancelledAt } }",
      {
        id: trigger,
      },
    );
    expect(shown).toEqual({
      ...{ status: "CANCELLED", source: "API", cancelledAt: null },
      outcomes: [{ code: "run.cancelled", count: 3 }],
    });
  });

  test("woken runs go on at once, and say so", async () => {
    const workflowKey = await workflow(WAIT, BELL);
    await notify(workflowKey);
    expect(await changed({ action: "WAKE", filter: { workflowKey } })).toBe(3);
    await api.settle();
    const runs = await runsOf({ workflowKey });
    expect(runs.map(({ outcome }) => outcome.code)).toEqual(["message.made", "message.made", "message.made"]);
    expect(runs[0]?.trace.map(({ code }) => code)).toEqual([
      ...["run.started", "delay.waiting", "run.woken", "delay.over", "message.made", "run.completed"],
    ]);
    expect(await changed({ action: "WAKE", filter: { workflowKey } })).toBe(0);
  });

  test("a woken batch closes for all its runs, and a cancelled run leaves it", async () => {
    const workflowKey = await workflow(COLLECT, BELL);
    await notify(workflowKey, ["ann", "bob"]);
    await notify(workflowKey, ["ann", "bob"]);
    const [first] = await runsOf({ workflowKey, recipient: { userId: "bob" } });
    expect(await changed({ action: "CANCEL", ids: [first?.id] })).toBe(1);
    expect(await changed({ action: "WAKE", filter: { workflowKey } })).toBe(3);
    await api.settle();
    expect(await outcomes(workflowKey)).toEqual(["batch.merged", "message.made", "message.made", "run.cancelled"]);
  });

  test("by id changes those alone; finished and unknown ones are passed over", async () => {
    const workflowKey = await workflow(WAIT, BELL);
    const done = await workflow(BELL);
    await notify(workflowKey);
    await notify(done, ["ann"]);
    const [finished] = await runsOf({ workflowKey: done });
    const [one] = await runsOf({ workflowKey });
    expect(await changed({ action: "WAKE", ids: [one?.id, finished?.id, "run_nope"], isDryRun: true })).toBe(1);
    expect(await changed({ action: "WAKE", ids: [one?.id, finished?.id, "run_nope"] })).toBe(1);
    await api.settle();
    expect(await outcomes(workflowKey)).toEqual(["delay.waiting", "delay.waiting", "message.made"]);
  });

  test("of a filter by step, tenant, time and messages", async () => {
    const workflowKey = await workflow(BELL, WAIT, { ...BELL, ref: "again" }, { ...WAIT, ref: "later" });
    await notify(workflowKey, ["ann"], { tenant: { tenantId: "navy" } });
    await notify(workflowKey, ["bob"]);
    const names = async (filter: object): Promise<string[]> =>
      (await runsOf({ workflowKey, ...filter })).map(({ recipient }) => recipient.userId);
    expect(await names({ stepRef: "wait" })).toEqual(["bob", "ann"]);
    expect(await names({ stepRef: "later" })).toEqual([]);
    expect(await names({ tenantId: "navy" })).toEqual(["ann"]);
    expect(await names({ hasMessages: true })).toEqual(["bob", "ann"]);
    expect(await names({ hasMessages: false })).toEqual([]);
    const now = api.runtime.clock.now();
    const at = (hours: number): string => new Date(now + hours * 3_600_000).toISOString();
    expect(await names({ wakesAt: { from: at(4), to: at(6) } })).toEqual(["bob", "ann"]);
    expect(await names({ wakesAt: { to: at(4) } })).toEqual([]);
    expect(await changed({ action: "CANCEL", filter: { workflowKey, stepRef: "wait", tenantId: "navy" } })).toBe(1);
    expect(await names({ statuses: ["CANCELLED"] })).toEqual(["ann"]);
  });

  test("of a filter by version, and by the time at which a batch closes", async () => {
    const key = await workflow(COLLECT, BELL);
    await notify(key, ["ann"]);
    await api.commit({ key, name: "Changed", steps: [COLLECT, BELL] });
    await notify(key, ["bob"]);
    const count = (filter: object): Promise<number> =>
      changed({ action: "WAKE", filter: { workflowKey: key, ...filter }, isDryRun: true });
    expect([await count({}), await count({ version: 1 }), await count({ version: 2 })]).toEqual([2, 1, 1]);
    expect(await count({ version: 3 })).toBe(0);
    const at = (hours: number): string => new Date(api.runtime.clock.now() + hours * 3_600_000).toISOString();
    expect(await count({ wakesAt: { from: at(29), to: at(31) } })).toBe(2);
    expect(await count({ wakesAt: { to: at(29) } })).toBe(0);
    expect(await changed({ action: "WAKE", filter: { workflowKey: key, version: 1 } })).toBe(1);
    await changed({ action: "WAKE", filter: { workflowKey: key } });
    await api.settle();
  });

  test.each([
    [{ action: "WAKE" }, "BAD_USER_INPUT input one_of"],
    [{ action: "WAKE", filter: {}, ids: [] }, "BAD_USER_INPUT input one_of"],
    [{ action: "WAKE", ids: Array.from({ length: 101 }, () => "run_x") }, "BAD_USER_INPUT input.ids too_many"],
    [{ action: "WAKE", filter: { stepRef: "x" } }, "BAD_USER_INPUT input.filter.stepRef required"],
    [{ action: "WAKE", filter: { version: 1 } }, "BAD_USER_INPUT input.filter.version required"],
    [{ action: "WAKE", filter: { tenantId: "" } }, "BAD_USER_INPUT input.filter.tenantId empty"],
  ])("%j is refused", async (input, error) => {
    expect((await change(input)).errors).toEqual([error]);
  });

  test("finds nothing of another environment", async () => {
    const workflowKey = await workflow(WAIT, BELL);
    await notify(workflowKey, ["ann"]);
    const [run] = await runsOf({ workflowKey });
    const foreign = { ...api.home.secret, environmentId: api.home.environmentId + 1000 };
    const query = "mutation ($i: ChangeRunsInput!) { changeRuns(input: $i) { changedCount } }";
    for (const which of [{ filter: {} }, { ids: [run?.id] }]) {
      const { data } = await api.ask(query, { i: { action: "CANCEL", ...which } }, foreign);
      expect(data.changeRuns).toEqual({ changedCount: 0 });
    }
  });
});

describe("the backlog", () => {
  test("says what waits where, and when it goes on", async () => {
    await change({ action: "CANCEL", filter: {} });
    const [delayed, batched] = [await workflow(WAIT, BELL), await workflow(COLLECT, BELL)];
    await notify(delayed);
    await notify(batched, ["ann", "ann2"]);
    api.runtime.clock.advance(2000);
    const { backlog } = await api.get(
      `{ backlog { dueRunCount fanningOutTriggerCount lagSeconds openBatchCount queuedMessageCount wakesByHour waitingRunCount
         steps { workflowKey steps { stepRef version waitingRunCount openBatchCount nextAt } } } }`,
    );
    const hours = Array.from({ length: 48 }, (_, hour) => (hour === 4 ? 3 : hour === 29 ? 2 : 0));
    expect(backlog).toEqual({
      ...{ dueRunCount: 0, fanningOutTriggerCount: 0, lagSeconds: 0, queuedMessageCount: 0 },
      ...{ openBatchCount: 2, wakesByHour: hours, waitingRunCount: 5 },
      steps: [
        { workflowKey: delayed, steps: [{ ...step("wait", 3, 0), nextAt: expect.any(String) }] },
        { workflowKey: batched, steps: [{ ...step("collect", 2, 2), nextAt: expect.any(String) }] },
      ],
    });
    const { workflow: shown } = await api.get(
      "query ($k: String!) { workflow(workflowKey: $k) { inFlight { stepRef waitingRunCount } } }",
      {
        k: delayed,
      },
    );
    expect(shown).toEqual({ inFlight: [{ stepRef: "wait", waitingRunCount: 3 }] });

    api.runtime.clock.advance(5 * 3_600_000);
    const later = Object(await api.get("{ backlog { dueRunCount lagSeconds } }")).backlog;
    expect(later).toEqual({ dueRunCount: 3, lagSeconds: 2 });
    await change({ action: "CANCEL", filter: {} });
  });

  function step(stepRef: string, waitingRunCount: number, openBatchCount: number): JsonObject {
    return { stepRef, version: 1, waitingRunCount, openBatchCount };
  }
});

describe("archiving a workflow", () => {
  const archive = (workflowKey: string, cancelsRuns = false): Promise<ApiAnswer> =>
    api.ask("mutation ($i: ArchiveWorkflowInput!) { archiveWorkflow(input: $i) { workflowKey cancelledRunCount } }", {
      i: { workflowKey, cancelsRuns },
    });

  test("removes it, refuses calls, and keeps what it did", async () => {
    const workflowKey = await workflow(WAIT, BELL);
    await notify(workflowKey);
    expect((await archive(workflowKey)).data.archiveWorkflow).toEqual({ workflowKey, cancelledRunCount: 0 });
    const shown = await api.get(
      "query ($k: String!) { workflow(workflowKey: $k) { id } workflows(first: 100) { nodes { workflowKey } } }",
      {
        k: workflowKey,
      },
    );
    expect(shown.workflow).toBeNull();
    expect(JSON.stringify(shown.workflows)).not.toContain(`"${workflowKey}"`);
    const refusal = await api.ask("mutation ($i: NotifyInput!) { notify(input: $i) { isReplay } }", {
      i: { workflowKey, recipients: [{ to: { userId: "ann" } }] },
    });
    expect(refusal.errors).toEqual(["NOT_FOUND input.workflowKey workflow_missing"]);
    expect((await archive(workflowKey)).errors).toEqual(["NOT_FOUND input.workflowKey workflow_missing"]);

    // Its runs end when they would go on, whatever has its key by then.
    await api.commit({ key: workflowKey, name: "Another", steps: [BELL] });
    await api.settleUntil(api.runtime.clock.now() + 6 * 3_600_000);
    await notify(workflowKey, ["new"]);
    expect(await outcomes(workflowKey)).toEqual(["message.made"]);
    const old = await api.get(
      "{ runs(filter: { statuses: [COMPLETED] }, first: 2) { nodes { workflowVersion { number document } } } }",
    );
    expect(Object(old).runs.nodes).toMatchObject([
      { workflowVersion: { number: 1, document: { name: "Another" } } },
      { workflowVersion: { number: 1, document: { name: workflowKey, steps: [WAIT, BELL] } } },
    ]);
    const all = (await runsOf({})).slice(0, 4).map(({ outcome }) => outcome.code);
    expect(all).toEqual(["message.made", "run.workflow_inactive", "run.workflow_inactive", "run.workflow_inactive"]);
  });

  test("ends its runs if so asked, and no others", async () => {
    const [workflowKey, other] = [await workflow(WAIT, BELL), await workflow(WAIT, BELL)];
    await notify(workflowKey);
    await notify(other);
    expect((await archive(workflowKey, true)).data.archiveWorkflow).toMatchObject({ cancelledRunCount: 3 });
    expect(await outcomes(workflowKey)).toEqual(["run.cancelled", "run.cancelled", "run.cancelled"]);
    expect(await outcomes(other)).toEqual(["delay.waiting", "delay.waiting", "delay.waiting"]);
  });
});
