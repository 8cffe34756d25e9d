import { describe, expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../../platform/json.js";
import { parseWorkflow } from "./parse-workflow.js";

const SURROUNDINGS = {
  channels: [
    { key: "in-app", type: "IN_APP" as const },
    { key: "email", type: "EMAIL" as const },
    { key: "phone", type: "FAX" as never },
  ],
};

const BELL = {
  ref: "bell",
  type: "channel",
  channelKey: "in-app",
  template: { markdown: "Hello {{ recipient.name }}" },
};
const WINDOW = { unit: "minutes", value: 5 };

function workflow(steps: Json[], more: JsonObject = {}): JsonObject {
  return { key: "new-comment", name: "New comment", steps, ...more };
}

/** `path code` of every issue. */
function issuesOf(document: unknown): string[] {
  const parsed = parseWorkflow(document, SURROUNDINGS);
  return parsed.ok ? [] : parsed.issues.map(({ path, code }) => `${path.join(".")} ${code}`);
}

function issuesOfStep(step: JsonObject): string[] {
  return issuesOf(workflow([{ ref: "it", ...step }]));
}

describe("a complete document", () => {
  test("is parsed with all defaults", () => {
    const parsed = parseWorkflow(workflow([BELL, { ref: "collect", type: "batch", window: WINDOW }]), SURROUNDINGS);
    expect(parsed).toEqual({
      ok: true,
      document: {
        key: "new-comment",
        name: "New comment",
        description: null,
        categories: [],
        settings: {
          overridePreferences: false,
          isCommercial: false,
          isOffered: true,
          readSync: "none",
          triggerFrequency: "every_trigger",
        },
        dataSchema: null,
        conditions: null,
        feedData: [],
        steps: [
          {
            ...{ ...BELL, channelType: "IN_APP", name: null, description: null, conditions: null },
            ...{ expiresAt: null, supersedeKey: null, onUncertain: null },
          },
          {
            ref: "collect",
            name: null,
            description: null,
            type: "batch",
            time: { duration: WINDOW },
            windowType: { kind: "fixed" },
            key: null,
            maxItems: 10_000,
            renderLimit: 10,
            order: "asc",
            mode: "accumulate",
            versionMode: "latest",
          },
        ],
      },
    });
  });

  test("may have no steps at all", () => {
    expect(issuesOf(workflow([]))).toEqual([]);
  });

  test("with errors gets all issues at once, each with its path from the document down", () => {
    const document = {
      key: "No",
      categories: ["a", "a", ""],
      settings: { readSync: "some", isComercial: true },
      conditions: { variable: "nobody.plan", operator: "equals", argument: 1 },
      steps: [
        { ref: "1", type: "channel", channelKey: "pager", template: { markdown: "{{ oops" } },
        { ref: "wait", type: "dellay" },
        { ref: "cap", type: "throttle", limit: 0 },
        "bell",
      ],
      extra: 1,
    };
    expect(issuesOf(document).sort()).toEqual(
      [
        "key too_short",
        "key invalid_format",
        "name required",
        "categories.2 too_short",
        "categories.1 duplicate",
        "settings.readSync invalid",
        "settings.isComercial unknown_key",
        "conditions.variable invalid_variable",
        "conditions.operator unknown_operator",
        "steps.0.ref invalid_format",
        "steps.0.channelKey unknown_channel",
        "steps.0.template.markdown invalid_template",
        "steps.1.type unknown_step_type",
        "steps.2.window required",
        "steps.2.limit out_of_range",
        "steps.3 wrong_type",
        "extra unknown_key",
      ].sort(),
    );
  });

  test.each([[null], [undefined], ["text"], [[]], [7]])("is refused when it is %j", (input) => {
    expect(issuesOf(input)).toEqual([input === undefined ? " required" : " wrong_type"]);
  });

  test("with an unknown step type gets the list of allowed types", () => {
    const parsed = parseWorkflow(workflow([{ ref: "x", type: "email" }]), SURROUNDINGS);
    expect(parsed).toMatchObject({
      issues: [{ message: expect.stringContaining("channel, delay, batch, throttle, branch") }],
    });
  });

  test("has at most 200 steps over all branches, with one issue", () => {
    const steps = Array.from({ length: 230 }, (_, index) => ({ ...BELL, ref: `bell${index}` }));
    expect(issuesOf(workflow(steps))).toEqual(["steps.200 too_many"]);
  });
});

describe("refs", () => {
  test("are unique over all branches", () => {
    const branch = { ref: "route", type: "branch", branches: [{ name: "default", steps: [BELL] }] };
    expect(issuesOf(workflow([BELL, branch]))).toEqual(["steps.1.branches.0.steps.0.ref duplicate"]);
  });

  test("of earlier steps can be used in conditions, those of later steps and of the step itself cannot", () => {
    const asks = (ref: string): JsonObject => ({
      variable: `refs.${ref}.engagement_status`,
      operator: "contains",
      argument: "$message.read",
    });
    const second = { ...BELL, ref: "second" };
    expect(issuesOf(workflow([BELL, { ...second, conditions: asks("bell") }]))).toEqual([]);
    expect(issuesOf(workflow([BELL, { ...second, conditions: asks("second") }]))).toEqual([
      "steps.1.conditions unknown_ref",
    ]);
    expect(issuesOf(workflow([{ ...BELL, conditions: asks("second") }, second]))).toEqual([
      "steps.0.conditions unknown_ref",
    ]);
  });

  test("cannot be used in the conditions of the workflow", () => {
    const conditions = { variable: "refs.bell.delivery_status", operator: "equal_to", argument: "$message.skipped" };
    expect(issuesOf(workflow([BELL], { conditions }))).not.toEqual([]);
  });
});

describe("times", () => {
  const day = { unit: "days", value: 1 };
  const rule = { frequency: "weekly", days: "weekdays", hours: 9 };

  test.each([
    ["a fixed time", { for: day }],
    ["a path", { until: "data.dueAt" }],
    ["a template", { until: "{{ data.dueAt | date: '%Y-%m-%d' }}" }],
    ["a rule", { rule }],
    ["a path with an offset", { until: "recipient.birthday", offset: { ...day, direction: "before" } }],
  ])("may be %s", (_, time) => {
    expect(issuesOfStep({ type: "delay", ...time })).toEqual([]);
  });

  test.each([
    ["nothing", {}, ["steps.0.for required"]],
    ["two kinds", { for: day, rule }, ["steps.0.rule conflict"]],
    ["an offset of a fixed time", { for: day, offset: { ...day, direction: "after" } }, ["steps.0.offset conflict"]],
    ["more than a year", { for: { unit: "days", value: 366 } }, ["steps.0.for too_long"]],
    ["half a second", { for: { unit: "seconds", value: 0.5 } }, ["steps.0.for.value invalid"]],
    ["a literal", { until: "tomorrow" }, ["steps.0.until invalid"]],
    ["a template that does not parse", { until: "{{ data." }, ["steps.0.until invalid_template"]],
    ["a rule of no sense", { rule: { frequency: "weekly", dayOfMonth: 3 } }, ["steps.0.rule.dayOfMonth not_allowed"]],
  ])("may not be %s", (_, time, issues) => {
    expect(issuesOfStep({ type: "delay", ...time })).toEqual(issues);
  });
});

describe("a batch", () => {
  test.each([
    ["a sliding window without a limit", { windowType: "sliding" }, ["steps.0.windowLimit required"]],
    ["a limit of a fixed window", { windowLimit: { unit: "hours", value: 1 } }, ["steps.0.windowLimit conflict"]],
    ["one item", { maxItems: 1 }, ["steps.0.maxItems out_of_range"]],
    ["10,001 items", { maxItems: 10_001 }, ["steps.0.maxItems out_of_range"]],
    ["101 items to render", { renderLimit: 101 }, ["steps.0.renderLimit out_of_range"]],
    ["conditions", { conditions: { all: [] } }, ["steps.0.conditions unknown_key"]],
    ["a key that is no path", { key: "documentId" }, ["steps.0.key invalid"]],
  ])("may not have %s", (_, more, issues) => {
    expect(issuesOfStep({ type: "batch", window: WINDOW, ...more })).toEqual(issues);
  });

  test("may slide, with a limit", () => {
    const windowLimit = { unit: "hours", value: 1 };
    expect(issuesOfStep({ type: "batch", window: WINDOW, windowType: "sliding", windowLimit })).toEqual([]);
    // Shorter than the window: the batch closes at the limit, like Knock's.
    const shorter = { unit: "minutes", value: 4 };
    expect(issuesOfStep({ type: "batch", window: WINDOW, windowType: "sliding", windowLimit: shorter })).toEqual([]);
  });
});

test("a throttle's window is 1 second to 31 days", () => {
  expect(issuesOfStep({ type: "throttle", window: { unit: "days", value: 31 } })).toEqual([]);
  expect(issuesOfStep({ type: "throttle", window: { unit: "days", value: 32 } })).toEqual(["steps.0.window too_long"]);
});

describe("a channel step", () => {
  test("is refused for a channel type that cannot be used yet", () => {
    expect(issuesOfStep({ ...BELL, channelKey: "phone" })).toEqual(["steps.0.channelKey unsupported_channel"]);
  });

  test("needs a template", () => {
    const { template, ...bare } = BELL;
    expect(issuesOfStep(bare)).toEqual(["steps.0.template required"]);
    expect(template).toBeDefined();
  });

  test("has at most two buttons, each complete", () => {
    const button = { name: "one", label: "One", action: "/1" };
    const buttons = [button, { ...button, name: "two" }, { ...button, name: "three" }];
    expect(issuesOfStep({ ...BELL, template: { markdown: "Hi", buttons } })).toEqual([
      "steps.0.template.buttons too_many",
    ]);
    const incomplete = [{ name: "one", label: "One" }];
    expect(issuesOfStep({ ...BELL, template: { markdown: "Hi", buttons: incomplete } })).toEqual([
      "steps.0.template.buttons.0.action required",
    ]);
  });
});

describe("branches", () => {
  const when = { variable: "recipient.plan", operator: "equal_to", argument: "pro" };
  const route = (branches: Json[], ref = "route"): JsonObject => ({ ref, type: "branch", branches });

  test("end in a default without conditions, and have unique names", () => {
    expect(
      issuesOf(
        workflow([
          route([
            { name: "pro", conditions: when, steps: [] },
            { name: "else", steps: [] },
          ]),
        ]),
      ),
    ).toEqual([]);
    const wrong = route([
      { name: "x", steps: [] },
      { name: "x", conditions: when, steps: [] },
    ]);
    expect(issuesOf(workflow([wrong])).sort()).toEqual([
      "steps.0.branches.0.conditions required",
      "steps.0.branches.1.conditions conflict",
      "steps.0.branches.1.name duplicate",
    ]);
  });

  test("are at most ten", () => {
    const many = Array.from({ length: 10 }, (_, index) => ({ name: `b${index}`, conditions: when, steps: [] }));
    expect(issuesOf(workflow([route([...many, { name: "default", steps: [] }])]))).toEqual([
      "steps.0.branches too_many",
    ]);
  });

  test("nest at most five levels deep", () => {
    const nested = (depth: number): JsonObject =>
      route([{ name: "default", steps: depth === 1 ? [] : [nested(depth - 1)] }], `r${depth}`);
    expect(issuesOf(workflow([nested(5)]))).toEqual([]);
    expect(issuesOf(workflow([nested(6)]))).toHaveLength(1);
  });

  test("report errors inside them with the complete path", () => {
    expect(issuesOf(workflow([route([{ name: "default", steps: [{ ...BELL, channelKey: 1 }] }])]))).toEqual([
      "steps.0.branches.0.steps.0.channelKey wrong_type",
    ]);
  });
});

test("hostile documents are refused, not crashed on", () => {
  let deep: Json = {};
  for (let level = 0; level < 90; level++)
    deep = { ref: `r${level}`, type: "branch", branches: [{ name: "d", steps: [deep] }] };
  for (const document of [
    workflow([deep]),
    workflow([
      { ref: "constructor", type: "constructor" },
      { ref: "toString", type: "toString" },
    ]),
    workflow([{ ref: "x", type: "branch", branches: { length: 5 } }]),
    workflow([], { steps: { length: 3 } }),
    workflow([], { conditions: [] }),
    workflow([], { dataSchema: { $ref: "#" } }),
  ]) {
    expect(issuesOf(document)).not.toEqual([]);
  }
});
