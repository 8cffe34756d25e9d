import { describe, expect, test } from "@jest/globals";
import { bell, play } from "../../../../test/support/story.js";

const is = (variable: string, argument: string): object => ({ variable, operator: "equal_to", argument });

describe("a run", () => {
  test("whose workflow has no steps starts and ends", async () => {
    const told = await play({ steps: [], triggers: [{ to: ["ann"] }] });
    expect(told.codes).toEqual([["run.started", "run.completed"]]);
    expect(told.statuses).toEqual(["COMPLETED"]);
  });

  test("ends at once if the workflow's conditions do not hold, with the comparisons", async () => {
    const told = await play({
      steps: [bell("{{ recipient.id }}")],
      workflow: { conditions: { all: [is("recipient.plan", "pro"), is("data.kind", "loud")] } },
      triggers: [{ to: ["ann", "bob"], data: { kind: "loud" } }],
      users: [{ userId: "ann", properties: { plan: "pro" } }],
    });
    expect(told.texts).toEqual(["ann"]);
    expect(told.runs[1]?.trace[1]?.slice(1)).toMatchObject([
      null,
      "run.conditions_not_met",
      { comparisons: [{ variable: "recipient.plan", actual: null, expected: "pro", isMet: false }] },
    ]);
  });

  test("happens once per recipient if the workflow says so, or once per tenant", async () => {
    const triggers = ["x", "x", "y", undefined, undefined].map((tenant, after) => ({
      after,
      to: ["ann", "bob"],
      tenant,
    }));
    const once = async (triggerFrequency: string): Promise<number> =>
      (await play({ steps: [bell()], workflow: { settings: { triggerFrequency } }, triggers })).messages.length;
    expect(await once("every_trigger")).toBe(10);
    expect(await once("once_per_recipient")).toBe(2);
    expect(await once("once_per_recipient_per_tenant")).toBe(6);
  });

  test("that conditions stopped does not count as the one", async () => {
    const told = await play({
      steps: [bell("{{ data.kind }}")],
      workflow: { settings: { triggerFrequency: "once_per_recipient" }, conditions: is("data.kind", "loud") },
      triggers: ["quiet", "loud", "loud"].map((kind, after) => ({ after, to: ["ann"], data: { kind } })),
    });
    expect(told.texts).toEqual(["loud"]);
    expect(told.codes.map((codes) => codes[1])).toEqual([
      "run.conditions_not_met",
      "message.made",
      "run.frequency_reached",
    ]);
  });

  test("S10: that fails keeps its earlier messages, and makes no more", async () => {
    const loud = {
      ref: "loud",
      type: "channel",
      channelKey: "in-app",
      template: { markdown: "{% for a in (1..9000) %}{% for b in (1..9000) %}{{ a }}{% endfor %}{% endfor %}" },
    };
    const told = await play({
      steps: [bell("first"), loud, { ...bell("last"), ref: "last" }],
      triggers: [{ to: ["ann"], data: { n: 1 } }],
    });
    expect(told.statuses).toEqual(["FAILED"]);
    expect(told.texts).toEqual(["first"]);
    expect(told.codes).toEqual([["run.started", "message.made", "run.failed"]]);
  });

  test("is cancelled only by a key that was given before its end", async () => {
    const delay = { ref: "later", type: "delay", for: { unit: "hours", value: 1 } };
    const told = await play({
      steps: [delay, bell()],
      triggers: [
        { to: ["ann"], key: "k" },
        { after: 20, to: ["ann"], key: "k" },
        { after: 20, to: ["bob"], key: "other" },
      ],
      cancels: [
        { after: 10, key: "k" },
        { after: 5000, key: "k" },
      ],
    });
    expect(told.statuses).toEqual(["CANCELLED", "COMPLETED", "COMPLETED"]);
  });
});

describe("X-09: a run of many steps", () => {
  const steps = Array.from({ length: 40 }, (_each, n) => ({ ...bell(`step ${n}`), ref: `bell${n}` }));

  test("X-09: yields between two steps", async () => {
    let restCount = 0;
    const rest = (): Promise<void> => {
      restCount += 1;
      return Promise.resolve();
    };
    const told = await play({ steps, triggers: [{ to: ["ann"] }], rest });
    expect(told.texts).toEqual(steps.map((_each, n) => `step ${n}`));
    expect(restCount).toBeGreaterThanOrEqual(steps.length);
  });
});
