import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { JsonObject } from "../../../platform/json.js";
import { compileWorkflow } from "./compile-workflow.js";
import type { CompiledStep, CompiledWorkflow } from "../document/compiled.js";
import { parseWorkflow } from "../parse/parse-workflow.js";
import { readValue } from "./read-value.js";

function compile(steps: JsonObject[], more: JsonObject = {}): CompiledWorkflow {
  const parsed = parseWorkflow(
    { key: "abc", name: "Abc", steps, ...more },
    { channels: [{ key: "in-app", type: "IN_APP" }] },
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return compileWorkflow(parsed.document, { workflowId: 1, versionId: 2 });
}

const bell = (ref: string, markdown = "Hi"): JsonObject => ({
  ref,
  type: "channel",
  channelKey: "in-app",
  template: { markdown },
});
const when = { variable: "data.x", operator: "exists" };

function branch(ref: string, ...inner: JsonObject[][]): JsonObject {
  const branches = inner.map((steps, index) => {
    const isLast = index === inner.length - 1;
    return { name: `b${index}`, steps, ...(!isLast && { conditions: when }) };
  });
  return { ref, type: "branch", branches };
}

function nextOf(workflow: CompiledWorkflow): Record<string, string | null> {
  return Object.fromEntries([...workflow.steps].map(([ref, step]) => [ref, step.next]));
}

function branchesOf(step: CompiledStep | undefined): (string | null)[] {
  return step?.type === "branch" ? step.branches.map((each) => each.first) : [];
}

describe("next", () => {
  test("is the following step, or null at the end", () => {
    const workflow = compile([bell("a"), bell("b"), bell("c")]);
    expect(workflow.first).toBe("a");
    expect(nextOf(workflow)).toEqual({ a: "b", b: "c", c: null });
  });

  test("leaves a branch to the step after it, at once if the branch is empty", () => {
    const workflow = compile([branch("route", [bell("a"), branch("inner", [bell("b")], [])], []), bell("end")]);
    expect(nextOf(workflow)).toEqual({ route: "end", a: "inner", inner: "end", b: "end", end: null });
    expect(branchesOf(workflow.steps.get("route"))).toEqual(["a", "end"]);
    expect(branchesOf(workflow.steps.get("inner"))).toEqual(["b", "end"]);
  });

  test("is null at the end of a branch that terminates, at any depth", () => {
    const steps = branch("route", [branch("inner", [bell("a")])]);
    const terminating = {
      ...steps,
      branches: [{ name: "x", terminates: true, steps: [branch("inner", [bell("a")])] }],
    };
    const workflow = compile([terminating, bell("end")]);
    expect(nextOf(workflow)).toEqual({ route: "end", inner: null, a: null, end: null });
  });

  test("of an empty workflow is null", () => {
    expect(compile([])).toMatchObject({ first: null, steps: new Map() });
  });

  test("reaches every step of any tree, and only forward", () => {
    // A step is the list of its branches, each a list of steps; an empty list is a channel step.
    type Shape = Shape[][];
    const { step } = fc.letrec<{ step: Shape }>((tie) => ({
      step: fc.oneof(
        { maxDepth: 4 },
        fc.constant<Shape>([]),
        fc.array(fc.array(tie("step"), { maxLength: 3 }), { minLength: 1, maxLength: 3 }),
      ),
    }));
    const tree = fc.array(step, { maxLength: 3 });
    fc.assert(
      fc.property(tree, (shape) => {
        let count = 0;
        const build = (steps: Shape): JsonObject[] =>
          steps.map((inner) => {
            const ref = `s${count++}`;
            return inner.length > 0 ? branch(ref, ...inner.map(build)) : bell(ref);
          });
        const workflow = compile(build(shape));
        const order = [...workflow.steps.keys()];
        const reached = new Set<string>();
        const visit = (ref: string | null, from: number): void => {
          if (ref === null) return;
          expect(order.indexOf(ref)).toBeGreaterThan(from);
          if (reached.has(ref)) return;
          reached.add(ref);
          const step = workflow.steps.get(ref);
          for (const target of [step?.next ?? null, ...branchesOf(step)]) visit(target, order.indexOf(ref));
        };
        visit(workflow.first, -1);
        expect(reached.size).toBe(count);
      }),
      { numRuns: 200 },
    );
  });
});

test("records whether a template or a condition reads preferences", () => {
  const named = [bell("a", "{{ recipient.preferences.rules.size }}"), bell("b", "{{ recipient.name }}")];
  expect(named.map((step) => compile([step]).readsPreferences)).toEqual([true, false]);
});

test("a key is read as a path or rendered as a template", () => {
  const workflow = compile([
    { ref: "a", type: "batch", window: { unit: "days", value: 1 }, key: "data.id" },
    { ref: "b", type: "batch", window: { unit: "days", value: 1 }, key: "{{ data.id }}-x" },
  ]);
  const data = { id: 7 };
  const keys = [...workflow.steps.values()].map((step) => {
    if (step.type !== "batch" || !step.key) return null;
    return readValue(step.key, { data }, () => ({
      recipient: null,
      actor: null,
      tenant: null,
      data,
      activities: [],
      actors: [],
      total_activities: 1,
      total_actors: 0,
      timestamp: "2026-01-01T00:00:00.000Z",
      vars: {},
      workflow: {},
      current_message: null,
      refs: {},
      run: {},
    }));
  });
  expect(keys).toEqual([7, "7-x"]);
});
