import { expect, test } from "@jest/globals";
import { argumentText, conditionWords, readArgument } from "../../src/document/conditions.js";
import { describeStep, plainWords } from "../../src/document/describe.js";
import { diffDocuments, isSameDocument } from "../../src/document/diff.js";
import type { Step, WorkflowDocument } from "../../src/document/document.js";
import { begin, change, redo, undo } from "../../src/document/history.js";

const is = (variable: string, argument: unknown) => ({ variable, operator: "equal_to", argument });

test.each<[Record<string, unknown>, string]>([
  [is("data.kind", "order"), "data.kind is order"],
  [is("data.kind", "two words"), 'data.kind is "two words"'],
  [{ variable: "data.x", operator: "not_exists" }, "data.x does not exist"],
  [
    { all: [is("data.a", 1), { any: [is("data.b", true), is("data.c", null)] }] },
    "data.a is 1 and (data.b is true or data.c is null)",
  ],
  [{ all: [] }, "always"],
  [{ any: [] }, "never"],
  [{ variable: "data.x", operator: "is_new_here", argument: [1] }, "data.x is new here [1]"],
])("%j is said as %s", (condition, words) => {
  expect(conditionWords(condition)).toBe(words);
});

test.each([1, -2.5, true, null, "text", "12", "true", '"quoted"', "", "[1", ["a"], { a: 1 }])(
  "the text of the argument %j reads back as itself",
  (value) => {
    expect(readArgument(argumentText(value))).toEqual(value);
  },
);

test.each<[Step, string]>([
  [{ ref: "a", type: "delay", for: { unit: "hours", value: 1 } }, "for 1 hour"],
  [{ ref: "a", type: "delay", for: { unit: "hour", value: 3 } }, "for 3 hours"],
  [
    { ref: "a", type: "delay", until: "data.endsAt", offset: { unit: "days", value: 3, direction: "before" } },
    "until 3 days before data.endsAt",
  ],
  [
    { ref: "a", type: "delay", rule: { frequency: "weekly", days: ["mon", "fri"], hours: 9, minutes: 5 } },
    "until Monday, Friday at 09:05",
  ],
  [{ ref: "a", type: "batch", key: "data.id", window: { unit: "minutes", value: 5 } }, "for 5 minutes, by data.id"],
  [{ ref: "a", type: "throttle", limit: 3, window: { unit: "hours", value: 1 } }, "3 runs within 1 hour"],
  [{ ref: "a", type: "throttle", until: "data.x" }, "one run until data.x"],
  [{ ref: "a", type: "delay" }, "for …"],
  [{ ref: "a", type: "surprise" }, ""],
])("%j does %j", (step, summary) => {
  expect(describeStep(step).summary).toBe(summary);
});

test("templates are said as text, not as source", () => {
  expect(plainWords("**{{ actor.name | upcase }}** left{% if x %} a{% endif %} [note](/x) <b>here</b>")).toBe(
    "‹actor.name› left a note here",
  );
});

const document = (...steps: Step[]): WorkflowDocument => ({ key: "k", name: "N", steps });
const send = (ref: string, markdown = ref): Step => ({ ref, type: "channel", template: { markdown } });

test("a diff tells what was added, removed, changed and moved, and nothing else", () => {
  const before = document(send("a"), send("b"), send("c"), send("gone"));
  const after = { ...document(send("c"), send("a"), send("b", "other"), send("new")), name: "M" };
  const { fields, steps } = diffDocuments(before, after);
  expect(fields).toEqual([{ field: "name", before: "N", after: "M" }]);
  expect(steps.map(({ ref, kind, isMoved }) => [ref, kind, isMoved])).toEqual([
    ["c", "moved", true],
    ["b", "changed", false],
    ["new", "added", false],
    ["gone", "removed", false],
  ]);
  expect(steps[1]?.fields).toEqual([{ field: "template.markdown", before: "b", after: "other" }]);
  expect(isSameDocument(diffDocuments(before, before))).toBe(true);
  expect(diffDocuments(null, before).steps.map(({ kind }) => kind)).toEqual(["added", "added", "added", "added"]);
});

test("a diff of a branch step is about its own ways, not about the steps within", () => {
  const ways = (name: string, ...inner: Step[]): Step => ({
    ref: "b",
    type: "branch",
    branches: [{ name, steps: inner }],
  });
  const { steps } = diffDocuments(document(ways("x", send("a"))), document(ways("x", send("a", "else"))));
  expect(steps.map(({ ref, kind }) => [ref, kind])).toEqual([["a", "changed"]]);
  const moved = diffDocuments(document(ways("x", send("a"))), document(ways("x"), send("a")));
  expect(moved.steps.map(({ ref, kind }) => [ref, kind])).toEqual([["a", "moved"]]);
});

test("the order of keys is no difference", () => {
  const left = document({ ref: "a", type: "delay", for: { unit: "hours", value: 1 } });
  const right = document({ type: "delay", for: { value: 1, unit: "hours" }, ref: "a" });
  expect(isSameDocument(diffDocuments(left, right))).toBe(true);
});

test("changes are undone to nothing and done again; typing in one field is one step", () => {
  let history = begin("");
  for (const text of ["a", "ab", "abc"]) history = change(history, text, "name");
  history = change(history, "abc!", "other");
  history = change(history, "abc?");
  expect(history.past).toEqual(["", "abc", "abc!"]);
  const back = undo(undo(undo(undo(history))));
  expect([back.present, back.past]).toEqual(["", []]);
  const again = redo(redo(redo(redo(back))));
  expect([again.present, again.future]).toEqual(["abc?", []]);
  expect(change(undo(history), "new").future).toEqual([]);
});
