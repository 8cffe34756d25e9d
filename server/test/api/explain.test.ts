import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/platform/json.js";
import { createLaneApi, type LaneApi } from "../support/lanes.js";
import { addInAppChannel, type ApiAnswer } from "../support/module-api.js";

let api: LaneApi;
let made = 0;

const BELL = { ref: "bell", type: "channel", channelKey: "in-app", template: { text: "{{ data.doc }}" } };
const WAIT = { ref: "wait", type: "delay", for: { unit: "hours", value: 5 } };
const HOUR = 3_600_000;

beforeAll(async () => {
  api = await createLaneApi();
  await addInAppChannel(api);
  await api.get(
    'mutation { a: identify(input: { userId: "ann" }) { user { id } } b: identify(input: { userId: "bob" }) { user { id } } }',
  );
});
afterAll(() => api.db.drop());

async function workflow(steps: object[], more: object = {}): Promise<string> {
  const key = `why-${++made}`;
  await api.commit({ key, name: key, steps, ...more });
  return key;
}

async function notify(workflowKey: string, userIds: string[], more: object = {}): Promise<string> {
  const recipients = userIds.map((userId) => ({ to: { userId } }));
  const i = { workflowKey, recipients, data: { doc: "Plan" }, ...more };
  const { notify: answer } = await api.get("mutation ($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
    i,
  });
  await api.settle();
  return String(Object(answer).trigger.id);
}

function ask(workflowKey: string, more: object = {}): Promise<ApiAnswer> {
  return api.ask(
    `query ($i: ExplainInput!) { explain(input: $i) { verdict
       cases { code message values trigger { id } run { outcome { code } } messages { id } }
       now { messages { content { ... on FeedContent { blocks { ... on TextBlock { text } } } } } runs { status trace { code } } } } }`,
    { i: { workflowKey, recipient: { userId: "ann" }, ...more } },
  );
}

interface Explained {
  verdict: string;
  cases: {
    code: string;
    message: string;
    values: JsonObject;
    trigger: { id: string } | null;
    run: object | null;
    messages: object[];
  }[];
  now: { messages: object[]; runs: { status: string; trace: { code: string }[] }[] } | null;
}

async function explain(workflowKey: string, more: object = {}): Promise<Explained> {
  const { data, errors } = await ask(workflowKey, more);
  expect(errors).toEqual([]);
  // The fields of the query above.
  return data.explain as unknown as Explained;
}

const codes = ({ cases }: Explained): string[] => cases.map(({ code }) => code);

describe("an explanation", () => {
  test("of a message says whether it was seen and read", async () => {
    const key = await workflow([BELL]);
    const trigger = await notify(key, ["ann", "bob"]);
    const unseen = await explain(key);
    expect(unseen).toMatchObject({
      verdict: 'Yes: the message for the channel "in-app" arrived, and is not marked seen.',
      cases: [{ code: "message.not_seen", trigger: { id: trigger }, run: { outcome: { code: "message.made" } } }],
    });
    expect(unseen.cases[0]?.messages).toHaveLength(1);
    await api.get('mutation { markFeed(input: { recipient: { userId: "ann" }, mark: SEEN }) { changedCount } }');
    expect(codes(await explain(key))).toEqual(["message.seen"]);
    await api.get('mutation { markFeed(input: { recipient: { userId: "ann" }, mark: READ }) { changedCount } }');
    expect((await explain(key)).verdict).toMatch(/^Yes: the message .* was marked read at /);
  });

  test("of a run that sent nothing gives the deciding fact", async () => {
    const never = { all: [{ variable: "data.never", operator: "equal_to", argument: true }] };
    const key = await workflow([{ ...BELL, conditions: never }]);
    await notify(key, ["ann"]);
    expect(await explain(key)).toMatchObject({
      verdict: "No: the step's conditions were not met, so the step was skipped.",
      cases: [{ code: "step.conditions_not_met", messages: [] }],
    });
    const off = await workflow([BELL]);
    await api.get(
      "mutation ($i: SetPreferencesInput!) { setPreferences(input: $i) { preferences { commercialSubscribed } } }",
      { i: { recipient: { userId: "ann" }, rules: [{ workflowKey: off, allow: false }] } },
    );
    await notify(off, ["ann"]);
    const why = await explain(off);
    expect(why.verdict).toBe("No: the recipient switched this workflow off.");
    expect(why.cases[0]?.values).toMatchObject({ source: "RECIPIENT" });
    expect(why.now?.runs[0]?.trace.map(({ code }) => code)).toContain("preference.workflow_off");
  });

  test("of what is pending says what it waits for, and what it would do now", async () => {
    const key = await workflow([WAIT, BELL]);
    await notify(key, ["ann"]);
    const why = await explain(key);
    expect(why.verdict).toMatch(/^Not yet: the run waits until /);
    expect(codes(why)).toEqual(["delay.waiting"]);
    expect(why.now?.messages).toEqual([{ content: { blocks: [{ text: "Plan" }] } }]);
  });

  test("of triggers for others says why they were not among them", async () => {
    const key = await workflow([BELL]);
    await notify(key, ["bob"]);
    expect(await explain(key)).toMatchObject({ cases: [{ code: "trigger.not_addressed", run: null }] });
    await notify(key, ["bob"], { actor: { userId: "ann" } });
    const why = await explain(key);
    expect(codes(why)).toEqual(["trigger.is_actor", "trigger.not_addressed"]);
    expect(why.verdict).toMatch(/^No: they were the actor.*\(1 earlier case below\)\.$/);
    // Their own run tells more than triggers for others.
    await notify(key, ["ann"]);
    expect(codes(await explain(key))).toEqual(["message.not_seen", "trigger.is_actor"]);
  });

  test("of a time without triggers names the nearest ones", async () => {
    const key = await workflow([BELL]);
    const never = await explain(key);
    expect(never).toMatchObject({ cases: [{ code: "trigger.none", trigger: null }], now: null });
    expect(never.verdict).toBe("No: the workflow was not triggered in this time.");
    const start = api.runtime.clock.now();
    await notify(key, ["ann"]);
    api.runtime.clock.advance(10 * HOUR);
    await notify(key, ["ann"]);
    const at = (hours: number): string => new Date(start + hours * HOUR).toISOString();
    const between = await explain(key, { at: { from: at(2), to: at(4) } });
    expect(between.cases).toMatchObject([{ code: "trigger.none", values: { before: at(0), after: at(10) } }]);
    expect(codes(await explain(key, { at: { from: at(9) } }))).toEqual(["message.not_seen"]);
    expect(codes(await explain(key, { at: { to: at(1) } }))).toEqual(["message.not_seen"]);
  });

  test("of one trigger is about that one, and of one channel about its decision", async () => {
    const key = await workflow([BELL]);
    const first = await notify(key, ["ann"]);
    await notify(key, ["bob"]);
    expect((await explain(key, { triggerId: first })).cases).toMatchObject([{ trigger: { id: first } }]);
    expect(codes(await explain(key, { channelKey: "in-app" }))).toEqual(["message.not_seen"]);
    expect((await explain(key, { channelKey: "other" })).cases[0]?.messages).toEqual([]);
  });

  test.each([
    [{ workflowKey: "nope" }, "NOT_FOUND input.workflowKey workflow_missing"],
    [{ recipient: { userId: "" } }, "BAD_USER_INPUT input.recipient.userId empty"],
    [{ tenantId: "" }, "BAD_USER_INPUT input.tenantId empty"],
    [{ triggerId: "trg_x" }, "NOT_FOUND input.triggerId trigger_missing"],
  ])("of %j is refused", async (more, error) => {
    const key = await workflow([BELL]);
    expect((await ask(key, more)).errors).toEqual([error]);
  });

  test("is not for users", async () => {
    const source = '{ explain(input: { workflowKey: "why-1", recipient: { userId: "ann" } }) { verdict } }';
    expect((await api.ask(source, {}, api.home.asUser("ann"))).errors).toEqual(["FORBIDDEN"]);
  });
});
