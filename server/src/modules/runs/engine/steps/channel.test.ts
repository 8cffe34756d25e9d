import { describe, expect, test } from "@jest/globals";
import { bell, play } from "../../../../../test/support/story.js";

const off = { rules: [{ workflowKey: "told", allow: false }], commercialSubscribed: null };

describe("a channel step", () => {
  test("makes a message at once and the run continues", async () => {
    const told = await play({ steps: [bell("one"), bell("two", { ref: "two" })], triggers: [{ to: ["ann"] }] });
    expect(told.texts).toEqual(["one", "two"]);
    expect(told.codes[0]).toEqual(["run.started", "message.made", "message.made", "run.completed"]);
    expect(told.messages.map((message) => message.activityCount)).toEqual([1, 1]);
  });

  test("whose channel was deleted is skipped", async () => {
    const told = await play({
      steps: [bell("x", { channelKey: "pigeon" }), bell("y", { ref: "y" })],
      triggers: [{ to: ["ann"] }],
    });
    expect(told.texts).toEqual(["y"]);
    expect(told.runs[0]?.trace[1]?.slice(1)).toEqual(["bell", "channel.unknown", { channelKey: "pigeon" }]);
  });

  test("is skipped by preferences, and traces the deciding layer", async () => {
    const told = await play({
      steps: [bell("{{ recipient.id }}")],
      triggers: [{ to: ["ann", "bob", "cy"] }],
      preferences: { ann: { recipient: off }, bob: { environment: off } },
    });
    expect(told.texts).toEqual(["cy"]);
    expect(told.runs.map((run) => run.trace[1]?.slice(2))).toMatchObject([
      ["preference.workflow_off", { source: "RECIPIENT", allow: false }],
      ["preference.workflow_off", { source: "ENVIRONMENT", allow: false }],
      ["message.made", { channelKey: "in-app" }],
    ]);
  });

  test("sends what a rule allows and traces the rule; an overriding workflow always sends", async () => {
    const allows = { rules: [{ channelType: "IN_APP" as const, allow: true }], commercialSubscribed: null };
    const told = await play({
      steps: [bell()],
      triggers: [{ to: ["ann"] }],
      preferences: { ann: { recipient: allows } },
    });
    expect(told.codes[0]).toEqual(["run.started", "preference.allowed", "message.made", "run.completed"]);
    const settings = { overridePreferences: true };
    const forced = await play({
      steps: [bell()],
      workflow: { settings },
      triggers: [{ to: ["ann"] }],
      preferences: { ann: { recipient: off } },
    });
    expect(forced.codes[0]).toContain("preference.overridden");
    expect(forced.messages).toHaveLength(1);
  });

  test("of a commercial workflow is skipped for unsubscribed recipients", async () => {
    const told = await play({
      steps: [bell("{{ recipient.id }}")],
      workflow: { settings: { isCommercial: true } },
      triggers: [{ to: ["ann", "bob"] }],
      preferences: { ann: { recipient: { rules: [], commercialSubscribed: false } } },
    });
    expect(told.texts).toEqual(["bob"]);
    expect(told.codes[0]).toContain("preference.commercial_off");
  });

  test("decides everything in sandbox mode, and traces that nothing was sent", async () => {
    const conditions = { variable: "refs.bell.delivery_status", operator: "equal_to", argument: "$message.not_sent" };
    const told = await play({
      steps: [bell(), bell("after", { ref: "after", conditions })],
      triggers: [{ to: ["ann"], isSandbox: true }],
    });
    expect(told.codes[0]).toEqual(["run.started", "message.not_sent", "message.not_sent", "run.completed"]);
  });

  test("can depend on earlier messages: skipped, delivered, seen, read", async () => {
    const asks = (variable: string, operator: string, argument: string): object => ({
      conditions: { variable: `refs.${variable}`, operator, argument: `$message.${argument}` },
    });
    const never = { conditions: { variable: "data.n", operator: "equal_to", argument: 2 } };
    const told = await play({
      steps: [
        bell("bell"),
        bell("never", { ref: "never", ...never }),
        bell("skipped", { ref: "a", ...asks("never.delivery_status", "equal_to", "skipped") }),
        bell("delivered", { ref: "b", ...asks("bell.delivery_status", "greater_than_or_equal_to", "delivered") }),
        { ref: "later", type: "delay", for: { unit: "hours", value: 1 } },
        bell("unread", { ref: "c", ...asks("bell.engagement_status", "not_contains", "read") }),
        bell("seen only", { ref: "d", ...asks("bell.engagement_status", "contains", "seen_not_read") }),
      ],
      triggers: [{ to: ["ann"] }],
      marks: [{ after: 1, to: "ann", step: "bell", mark: "SEEN" }],
    });
    expect(told.texts).toEqual(["bell", "skipped", "delivered", "unread", "seen only"]);
  });

  test("renders with the scope of its run", async () => {
    const template =
      "{{ recipient.name }}|{{ actor.name }}|{{ tenant.id }}|{{ data.n }}|{{ n }}|{{ workflow.key }}|{{ workflow.commercial }}|" +
      "{{ activities[0].recipient.name }}|{{ activities[0].inserted_at }}|{{ timestamp }}|{{ current_message.id | slice: 0, 4 }}";
    const told = await play({
      steps: [bell(template)],
      triggers: [{ to: ["ann"], actor: "bob", tenant: "acme", data: { n: 1 }, own: { ann: { n: 2 } } }],
      users: [
        { userId: "ann", name: "Ann" },
        { userId: "bob", name: "Bob" },
      ],
    });
    const now = "2026-11-24T09:00:00.000Z";
    expect(told.texts).toEqual([`Ann|Bob|acme|2|2|told|false|Ann|${now}|${now}|msg_`]);
  });

  test("that cannot be rendered ends its run only; earlier messages stay", async () => {
    const failing = "{% for i in (1..100000) %}{{ recipient.loud }}{% endfor %}";
    const conditions = { variable: "recipient.loud", operator: "equal_to", argument: true };
    const told = await play({
      steps: [bell("first"), bell(failing, { ref: "bad", conditions }), bell("last", { ref: "last" })],
      triggers: [{ to: ["ann", "bob"] }],
      users: [{ userId: "ann", properties: { loud: true } }],
    });
    expect(told.statuses).toEqual(["FAILED", "COMPLETED"]);
    expect(told.texts).toEqual(["first", "first", "last"]);
    expect(told.runs[0]?.trace.at(-1)?.slice(1)).toMatchObject(["bad", "run.failed", { reason: expect.any(String) }]);
  });
});
