import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createPopulatedApi, type PopulatedApi } from "../support/populated-api.js";

let api: PopulatedApi;

const BELL = { ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "x" } };
const never = { all: [{ variable: "data.never", operator: "equal_to", argument: true }] };
const HOUR = { unit: "hours", value: 1 };

beforeAll(async () => {
  api = await createPopulatedApi();
  const wait = { ref: "wait", type: "delay", for: HOUR };
  await api.addWorkflow("sent", [BELL]);
  const endless = { markdown: "{% for i in (1..100000) %}{{ recipient.name }}{% endfor %}" };
  await api.addWorkflow("failing", [BELL, { ...BELL, ref: "loop", template: endless }]);
  await api.addWorkflow("waiting", [wait, BELL]);
  await api.addWorkflow("sent-and-waiting", [BELL, wait, { ...BELL, ref: "again", conditions: never }]);
  await api.addWorkflow("skipped", [wait, { ...BELL, conditions: never }]);
  await api.addWorkflow("off", [BELL, wait, { ...BELL, ref: "again", conditions: never }]);
  await must(
    'mutation { setPreferences(input: { recipient: { userId: "ann" }, rules: [{ workflowKey: "off", allow: false }] }) { preferences { id } } }',
  );
  const recipients = [{ to: { user: { userId: "ann" } } }];
  for (const workflowKey of ["failing", "batched", "batched", "sent", "sent-and-waiting", "skipped", "off"]) {
    await api.notify({ workflowKey, recipients, data: {} });
  }
  await api.settle();
  api.runtime.clock.advance(3_700_000);
  await api.settle();
  await api.notify({ workflowKey: "waiting", recipients, data: {} });
  await api.notify({
    workflowKey: "waiting",
    recipients,
    data: {},
    cancellationKey: "c",
    tenant: { tenantId: "acme" },
  });
  await api.settle();
  await must('mutation { cancel(input: { workflowKey: "waiting", cancellationKey: "c" }) { cancelledRunCount } }');
});
afterAll(() => api.close());

async function must(source: string, variables: object = {}): Promise<Awaited<ReturnType<PopulatedApi["ask"]>>["data"]> {
  const { data, errors } = await api.ask(source, variables);
  expect(errors).toEqual([]);
  return data;
}

const RUNS = "query ($f: RunFilterInput) { runs(filter: $f) { nodes { workflowKey status outcome { code } } } }";

/** The workflows and outcomes of the runs that a filter finds, latest first. */
async function found(filter: object): Promise<string[]> {
  const { runs } = (await must(RUNS, { f: filter })) as unknown as {
    runs: { nodes: { workflowKey: string; outcome: { code: string } }[] };
  };
  return runs.nodes.map(({ workflowKey, outcome }) => `${workflowKey} ${outcome.code}`);
}

const CANCELLED = "waiting run.cancelled";
const WAITING = "waiting delay.waiting";
const OFF = "off preference.workflow_off";
const SKIPPED = "skipped step.conditions_not_met";
const BOTH = "sent-and-waiting message.made";
const SENT = "sent message.made";
const MERGED = "batched batch.merged";
const CARRIED = "batched message.made";
const FAILED = "failing run.failed";

test("each run says what became of it, over all its waits", async () => {
  expect(await found({})).toEqual([CANCELLED, WAITING, OFF, SKIPPED, BOTH, SENT, MERGED, CARRIED, FAILED]);
});

test("what is stored for filters is what is shown", async () => {
  const rows = await api.db.database.query<{ key: string; outcome_code: string }>(
    "select w.key, r.outcome_code from runs r join workflows w on w.id = r.workflow_id order by r.trigger_seq desc",
  );
  expect(rows.map(({ key, outcome_code }) => `${key} ${outcome_code}`)).toEqual(await found({}));
});

test("a waiting run says where it waits and until when, and what began it", async () => {
  const { runs } = await must(
    `query { runs(filter: { statuses: [WAITING, CANCELLED] }) { nodes {
       status version stepRef wakesAt through tenant { tenantId } trigger { workflowKey tenant { tenantId } cancellationKey data isSandbox version } } } }`,
  );
  expect(runs).toMatchObject({
    nodes: [
      {
        status: "CANCELLED",
        stepRef: null,
        wakesAt: null,
        tenant: { tenantId: "acme" },
        trigger: { cancellationKey: "c" },
      },
      {
        ...{ status: "WAITING", version: 1, stepRef: "wait", wakesAt: expect.any(String), through: null, tenant: null },
        trigger: {
          workflowKey: "waiting",
          tenant: null,
          cancellationKey: null,
          data: {},
          isSandbox: false,
          version: 1,
        },
      },
    ],
  });
});

describe("runs are found", () => {
  test.each<[string, object, string[]]>([
    ["by one outcome, by an index", { outcomeCodes: ["preference.workflow_off"] }, [OFF]],
    ["by an outcome of most runs", { outcomeCodes: ["message.made"] }, [BOTH, SENT, CARRIED]],
    ["by several outcomes", { outcomeCodes: ["step.conditions_not_met", "run.cancelled"] }, [CANCELLED, SKIPPED]],
    ["by a run that others went on for", { outcomeCodes: ["batch.merged"] }, [MERGED]],
    ["by failure", { outcomeCodes: ["run.*"], status: "FAILED" }, [FAILED]],
    ["by a pattern", { outcomeCodes: ["preference.*"] }, [OFF]],
    ["by no outcome", { outcomeCodes: [] }, []],
    ["by outcome and recipient", { outcomeCodes: ["run.cancelled"], recipient: { userId: "ann" } }, [CANCELLED]],
    ["by outcome and workflow", { outcomeCodes: ["delay.waiting"], workflowKey: "waiting" }, [WAITING]],
    ["by outcome of another workflow", { outcomeCodes: ["delay.waiting"], workflowKey: "sent" }, []],
    ["by several statuses", { statuses: ["WAITING", "CANCELLED"] }, [CANCELLED, WAITING]],
    ["by statuses and a status", { statuses: ["WAITING", "CANCELLED"], status: "WAITING" }, [WAITING]],
    ["by a status that is none of the statuses", { statuses: ["WAITING"], status: "FAILED" }, []],
    ["by statuses within a workflow", { statuses: ["COMPLETED", "WAITING"], workflowKey: "waiting" }, [WAITING]],
  ])("%s", async (_name, filter, expected) => {
    expect(await found(filter)).toEqual(expected);
  });

  test("by trigger", async () => {
    const { triggers } = (await must("{ triggers { nodes { id workflowKey } } }")) as unknown as {
      triggers: { nodes: { id: string; workflowKey: string }[] };
    };
    for (const { id, workflowKey } of triggers.nodes) {
      expect((await found({ triggerId: id })).map((run) => run.split(" ")[0])).toEqual([workflowKey]);
    }
    expect(await found({ triggerId: "run_1" })).toEqual([]);
  });

  test("by time, of one workflow and of all", async () => {
    const half = new Date(api.runtime.clock.now() - 1_800_000).toISOString();
    expect(await found({ createdAt: { from: half } })).toEqual([CANCELLED, WAITING]);
    expect(await found({ createdAt: { to: half } })).toEqual([OFF, SKIPPED, BOTH, SENT, MERGED, CARRIED, FAILED]);
    expect(await found({ createdAt: { to: half }, workflowKey: "sent" })).toEqual([SENT]);
    expect(await found({ createdAt: { from: half }, workflowKey: "sent" })).toEqual([]);
    expect(await found({ createdAt: { from: half }, outcomeCodes: ["run.cancelled"] })).toEqual([CANCELLED]);
  });

  test("and triggers too", async () => {
    const half = new Date(api.runtime.clock.now() - 1_800_000).toISOString();
    const keys = async (acceptedAt: object): Promise<unknown> =>
      (
        await must("query ($f: TriggerFilterInput) { triggers(filter: $f) { nodes { workflowKey } } }", {
          f: { acceptedAt },
        })
      ).triggers;
    expect(await keys({ from: half })).toMatchObject({
      nodes: [{ workflowKey: "waiting" }, { workflowKey: "waiting" }],
    });
    expect(await keys({ to: half })).toMatchObject({
      nodes: [{ workflowKey: "off" }, {}, {}, { workflowKey: "sent" }, {}, {}, {}],
    });
    expect(await keys({ from: "2000-01-01T00:00:00.000Z", to: "2000-01-02T00:00:00.000Z" })).toEqual({ nodes: [] });
  });
});
