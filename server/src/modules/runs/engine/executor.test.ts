import { describe, expect, test } from "@jest/globals";
import { bell, play } from "../../../../test/support/story.js";

const is = (variable: string, argument: string): object => ({ variable, operator: "equal_to", argument });

describe("a run", () => {
  test("whose workflow has no steps begins and ends", async () => {
    const told = await play({ steps: [], triggers: [{ to: ["ann"] }] });
    expect(told.codes).toEqual([["run.started", "run.completed"]]);
    expect(told.statuses).toEqual(["COMPLETED"]);
  });

  test("ends at once where the workflow's conditions do not hold, with what was compared", async () => {
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

  test("happens once for a recipient where the workflow says so, or once in each tenant", async () => {
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

  test("that its conditions stopped does not count as the one", async () => {
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

  test("is cancelled only by a key given before it, and not once it has ended", async () => {
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
