import { expect, test } from "@jest/globals";
import { bell, compiled } from "../../../../test/support/story.js";
import { mergeLayers } from "../../preferences/pure.js";
import { runContextOf } from "../storage/run-context.js";
import { sharedRun } from "./shared-run.js";
import { STEP_PROGRAMS } from "./steps/index.js";
import type { ChannelContext, RunTask } from "./types.js";

const NOW = Date.UTC(2026, 0, 1);
const channel = (more: Partial<ChannelContext> = {}): ChannelContext => ({
  id: 1,
  key: "in-app",
  type: "IN_APP",
  hasAddress: false,
  isSandbox: false,
  conditions: null,
  overrides: null,
  initialStatus: { live: "DELIVERED", sandbox: "NOT_SENT" },
  ...more,
});

function decide(steps: object[], workflow: object = {}): RunTask | null {
  const nobody = { recipient: null, recipientInTenant: null, tenant: null, environment: null, hasTenant: false };
  const trigger = {
    ...{ id: "8c4e1f0e-0000-4000-8000-000000000000", seq: 1, data: { n: 1, kind: "loud", at: "2026-02-01" } },
    ...{ actorKey: "u/ada", tenantId: null, isSandbox: false, skipsDelays: false, expiresAt: null, acceptedAt: NOW },
  };
  const base = runContextOf({
    ...{ runId: "", lane: 0, recipientKey: "", isActive: true, trigger, person: undefined, data: null },
    workflow: compiled(steps, workflow),
    channels: new Map([["in-app", channel()]]),
    actor: { id: "ada", name: "Ada" },
    tenant: null,
    preferences: mergeLayers(nobody),
    entries: new Map(),
    subscription: null,
  });
  return sharedRun(base, { now: NOW, through: "o/projects/apollo", programs: STEP_PROGRAMS });
}

const is = (variable: string, argument: unknown): object => ({ variable, operator: "equal_to", argument });
const branch = (variable: string): object => ({
  ref: "which",
  type: "branch",
  branches: [
    { name: "a", conditions: is(variable, "loud"), steps: [bell("{{ data.n }}")] },
    { name: "b", steps: [] },
  ],
});

test("a run that reads the call, its actor and its workflow alone is shared", () => {
  const task = decide([bell("{{ actor.name }} {{ data.n }} {{ workflow.name }}")]);
  expect(task?.trace.map(([, , code]) => code)).toEqual(["run.started", "message.made", "run.completed"]);
  expect(task?.trace[0]?.[3]).toEqual({ through: "projects/apollo" });
  expect(task?.messages).toHaveLength(1);
  expect(decide([branch("data.kind")])?.messages).toHaveLength(1);
});

test("a run that ends without a message is shared as well", () => {
  expect(decide([bell()], { conditions: is("data.kind", "quiet") })?.messages).toEqual([]);
});

const OWN: [string, object[], object?][] = [
  ["a template reads the recipient", [bell("{{ recipient.name }}")]],
  ["a template reads a name that is known only when it runs", [bell("{{ [data.kind] }}")]],
  ["a template reads the activities", [bell("{{ activities[0].recipient.id }}")]],
  ["a template reads the message's id", [bell("{{ current_message.id }}")]],
  ["a condition of the step reads the recipient", [bell("x", { conditions: is("recipient.plan", "pro") })]],
  ["a condition of the workflow reads the recipient", [bell()], { conditions: is("recipient.plan", "pro") }],
  ["a branch reads the recipient", [branch("recipient.plan")]],
  ["the run waits", [{ ref: "later", type: "delay", for: { unit: "hours", value: 1 } }, bell()]],
  ["the run makes a request", [{ ref: "cap", type: "throttle", window: { unit: "days", value: 1 }, limit: 1 }, bell()]],
  ["the workflow limits runs per recipient", [bell()], { settings: { triggerFrequency: "once_per_recipient" } }],
];

test.each(OWN)("a run is not shared where %s", (_words, steps, workflow = {}) => {
  expect(decide(steps, workflow)).toBeNull();
});
