import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/platform/json.js";
import { createLaneApi, type LaneApi } from "../support/lanes.js";

let api: LaneApi;

beforeAll(async () => {
  api = await createLaneApi();
});

afterAll(() => api.db.drop());

const HOUR = 3_600_000;
const bell = (markdown = "hello", more: object = {}): object => ({
  ref: "bell",
  type: "channel",
  channelKey: "in-app",
  template: { markdown },
  ...more,
});
const delay = { ref: "later", type: "delay", for: { unit: "hours", value: 1 } };

interface Run {
  status: string;
  finishedAt: string | null;
  messages: { deliveryStatus: string }[];
  trace: { code: string; message: string; values: JsonObject; stepRef: string | null }[];
}

async function notify(workflowKey: string, userIds: string[], more: object = {}): Promise<string> {
  const { notify: answer } = await api.get("mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
    i: { workflowKey, recipients: userIds.map((userId) => ({ to: { userId } })), ...more },
  });
  return (answer as { trigger: { id: string } }).trigger.id;
}

/** The runs of a trigger by recipient. */
async function runsOf(id: string): Promise<Record<string, Run>> {
  const { trigger } = await api.get(
    `query($id: ID!) { trigger(id: $id) { status runs { nodes { status finishedAt recipient { ... on User { userId } }
       messages { deliveryStatus } trace { code message values stepRef } } } } }`,
    { id },
  );
  const { nodes } = (trigger as unknown as { runs: { nodes: (Run & { recipient: { userId: string } | null })[] } })
    .runs;
  return Object.fromEntries(nodes.map((run) => [run.recipient?.userId ?? "?", run]));
}

async function statusOf(id: string): Promise<unknown> {
  return (await api.get("query($id: ID!) { trigger(id: $id) { status } }", { id })).trigger;
}

const codes = (run: Run | undefined): string[] => (run?.trace ?? []).map((entry) => entry.code);

async function identify(userId: string, properties: object = {}): Promise<void> {
  await api.get("mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }", { i: { userId, properties } });
}

describe("a run on Postgres", () => {
  test("that fails fails alone, keeps its sent messages, and the API gives the reason", async () => {
    const conditions = { variable: "recipient.loud", operator: "equal_to", argument: true };
    const loop = bell("{% for i in (1..100000) %}{{ recipient.loud }}{% endfor %}", { ref: "loop", conditions });
    await api.commit({ key: "failing", name: "Failing", steps: [bell(), loop, bell("after", { ref: "after" })] });
    await identify("ann", { loud: true });
    await identify("bob");
    const id = await notify("failing", ["ann", "bob"]);
    await api.settle();
    const { ann, bob } = await runsOf(id);
    expect([ann?.status, bob?.status]).toEqual(["FAILED", "COMPLETED"]);
    expect(ann?.messages).toHaveLength(1);
    expect(ann?.finishedAt).toEqual(expect.any(String));
    expect(ann?.trace.at(-1)).toMatchObject({
      code: "run.failed",
      stepRef: "loop",
      message: expect.stringContaining("The run failed with an error: "),
      values: { reason: expect.any(String) },
    });
    expect(await statusOf(id)).toEqual({ status: "COMPLETED" });
  });

  test("that sleeps is ended by a cancellation, and never wakes", async () => {
    await api.commit({ key: "sleepy", name: "Sleepy", steps: [delay, bell()] });
    await identify("cy");
    await identify("dan");
    const id = await notify("sleepy", ["cy", "dan"], { cancellationKey: "nap" });
    await api.settle();
    const answer = await api.get(
      'mutation { cancel(input: { workflowKey: "sleepy", cancellationKey: "nap", recipients: [{ userId: "cy" }] }) { cancelledRunCount } }',
    );
    expect(answer.cancel).toEqual({ cancelledRunCount: 1 });
    await api.settleUntil(api.runtime.clock.now() + 2 * HOUR);
    const { cy, dan } = await runsOf(id);
    expect(codes(cy)).toEqual(["run.started", "delay.waiting", "run.cancelled"]);
    expect([cy?.status, cy?.messages.length, dan?.status, dan?.messages.length]).toEqual([
      "CANCELLED",
      0,
      "COMPLETED",
      1,
    ]);
  });

  test("ends when its workflow is switched off, and continues if it is switched on in time", async () => {
    await api.commit({ key: "switch", name: "Switch", steps: [delay, bell()] });
    const setActive = (isActive: boolean): Promise<JsonObject> =>
      api.get("mutation($i: SetWorkflowActiveInput!) { setWorkflowActive(input: $i) { workflow { isActive } } }", {
        i: { workflowKey: "switch", isActive },
      });
    for (const [userId, isBackInTime] of [
      ["eli", true],
      ["fay", false],
    ] as const) {
      await identify(userId);
      const id = await notify("switch", [userId]);
      await api.settle();
      await setActive(false);
      if (isBackInTime) await setActive(true);
      await api.settleUntil(api.runtime.clock.now() + HOUR);
      await setActive(true);
      const run = (await runsOf(id))[userId];
      expect(run?.messages).toHaveLength(isBackInTime ? 1 : 0);
      expect(codes(run).at(-1)).toBe(isBackInTime ? "run.completed" : "run.workflow_inactive");
    }
  });

  test("of a once-only workflow leaves an entry that outlives it, per tenant if configured", async () => {
    await identify("gil");
    for (const [triggerFrequency, expected] of [
      ["once_per_recipient", 1],
      ["once_per_recipient_per_tenant", 3],
    ] as const) {
      const key = triggerFrequency.replaceAll("_", "-");
      await api.commit({ key, name: key, settings: { triggerFrequency }, steps: [bell()] });
      const ids: string[] = [];
      for (const tenantId of ["x", "x", "y", null]) {
        ids.push(await notify(key, ["gil"], tenantId === null ? {} : { tenant: { tenantId } }));
        await api.settle();
      }
      const runs = await Promise.all(ids.map(runsOf));
      expect(runs.filter((each) => each.gil?.messages.length === 1)).toHaveLength(expected);
      expect(codes(runs[1]?.gil)).toEqual(["run.started", "run.frequency_reached"]);
    }
  });

  test("in sandbox mode creates messages that are not sent; in skip-delay mode sends at once", async () => {
    await api.commit({ key: "modes", name: "Modes", steps: [delay, bell()] });
    await identify("hal");
    const sandboxed = await notify("modes", ["hal"], { settings: { sandboxMode: true, skipDelays: true } });
    const skipped = await notify("modes", ["hal"], { settings: { skipDelays: true } });
    await api.settle();
    expect((await runsOf(sandboxed)).hal?.messages).toEqual([{ deliveryStatus: "NOT_SENT" }]);
    const run = (await runsOf(skipped)).hal;
    expect(run?.messages).toEqual([{ deliveryStatus: "DELIVERED" }]);
    expect(codes(run)).toEqual(["run.started", "delay.skipped_by_trigger", "message.made", "run.completed"]);
  });

  test("reached through an object reads the object and its subscription, and names the object", async () => {
    await api.commit({
      key: "object",
      name: "Object",
      steps: [bell("{{ recipient.subscription.role }} of {{ recipient.subscription.object.name }}")],
    });
    await api.get(
      'mutation { setObject(input: { collection: "docs", objectId: "plan", name: "Plan" }) { object { id } } }',
    );
    await api.get(
      'mutation { subscribe(input: { object: { collection: "docs", objectId: "plan" }, recipients: [{ user: { userId: "ida" } }], properties: { role: "editor" } }) { changedCount } }',
    );
    const { notify: answer } = await api.get(
      'mutation { notify(input: { workflowKey: "object", recipients: [{ to: { object: { collection: "docs", objectId: "plan" } } }] }) { trigger { id } } }',
    );
    await api.settle();
    const { ida } = await runsOf((answer as { trigger: { id: string } }).trigger.id);
    expect(ida?.trace[0]?.message).toBe("The run started: the recipient was reached through docs/plan.");
    const { feed } = await api.get(
      '{ feed(recipient: { userId: "ida" }) { items { nodes { blocks { ... on MarkdownBlock { html } } } } } }',
    );
    expect(feed).toEqual({ items: { nodes: [{ blocks: [{ html: "<p>editor of Plan</p>" }] }] } });
  });

  test("waits in the recipient's time zone, across a change to summer time", async () => {
    const digest = { ref: "digest", type: "batch", rule: { frequency: "daily", days: "weekdays", hours: 9 } };
    await api.commit({ key: "weekdays", name: "Weekdays", steps: [digest, bell("{{ total_activities }}")] });
    await api.get("mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }", {
      i: { userId: "jan", timezone: "Europe/Berlin" },
    });
    api.runtime.clock.set(Date.parse("2027-03-26T12:00:00Z"));
    for (let n = 0; n < 3; n++) await notify("weekdays", ["jan"]);
    await api.settle();
    expect(new Date(await api.nextDueAt()).toISOString()).toBe("2027-03-29T07:00:00.000Z");
    await api.settleUntil(Date.parse("2027-03-29T07:00:00Z"));
    const { feed } = await api.get(
      '{ feed(recipient: { userId: "jan" }) { items { nodes { createdAt blocks { ... on MarkdownBlock { html } } } } } }',
    );
    expect(feed).toEqual({
      items: { nodes: [{ createdAt: "2027-03-29T07:00:00.000Z", blocks: [{ html: "<p>3</p>" }] }] },
    });
  });
});
