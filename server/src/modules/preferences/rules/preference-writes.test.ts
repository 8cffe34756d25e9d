import { describe, expect, test } from "@jest/globals";
import { applyWrites, readWrites, type PreferenceRuleFields } from "./preference-writes.js";

const RULES = { channelKeys: new Set(["in-app"]), areDefaults: false };

function issuesOf(rules: PreferenceRuleFields[], more: Partial<typeof RULES> = {}): string[] {
  return readWrites(rules, ["rules"], { ...RULES, ...more }).issues.map(
    ({ path, code }) => `${path.join(".")} ${code}`,
  );
}

describe("rules of a write", () => {
  test("may name workflows and categories that do not exist, but only existing channels", () => {
    expect(
      issuesOf([
        { workflowKey: "not-yet", allow: false },
        { category: "Some Category", channelKey: "in-app", allow: true },
      ]),
    ).toEqual([]);
    expect(issuesOf([{ channelKey: "pager", allow: false }])).toEqual(["rules.0.channelKey unknown_channel"]);
  });

  test.each<[string, PreferenceRuleFields, string]>([
    ["a workflow and a category", { workflowKey: "w", category: "c", allow: true }, "rules.0.category conflict"],
    [
      "a channel type and a channel",
      { channelType: "IN_APP", channelKey: "in-app", allow: true },
      "rules.0.channelKey conflict",
    ],
    ["nothing to say", { workflowKey: "w" }, "rules.0.allow required"],
    ["an empty name", { category: "", allow: true }, "rules.0.category empty"],
    ["a name beyond all bounds", { category: "x".repeat(256), allow: true }, "rules.0.category too_long"],
    ["a broken name", { workflowKey: "a\u0000", allow: true }, "rules.0.workflowKey invalid_format"],
    ["an invalid condition", { when: { variable: "x" } }, "rules.0.when.variable invalid_variable"],
    [
      "a condition on a message",
      { when: { variable: "refs.a.delivery_status", operator: "equal_to", argument: "$message.sent" } },
      "rules.0.when.variable not_allowed",
    ],
    ["an override of oneself", { allow: true, overridesRecipient: true }, "rules.0.overridesRecipient not_allowed"],
  ])("may not have %s", (_, rule, issue) => {
    expect(issuesOf([rule])).toContain(issue);
  });

  test("may override recipients if they are defaults", () => {
    expect(issuesOf([{ allow: true, overridesRecipient: true }], { areDefaults: true })).toEqual([]);
  });

  test("may not contain two rules with one subject", () => {
    const rule = { workflowKey: "w", channelType: "IN_APP" } as const;
    expect(
      issuesOf([
        { ...rule, allow: true },
        { workflowKey: "w", allow: true },
        { ...rule, allow: null },
      ]),
    ).toEqual(["rules.2 duplicate"]);
  });

  test("are at most 1,000", () => {
    const rules = Array.from({ length: 1001 }, (_, index) => ({ workflowKey: `w${index}`, allow: true }));
    expect(issuesOf(rules)).toEqual(["rules too_many"]);
  });
});

describe("a write", () => {
  const before = [
    { workflowKey: "a", allow: false },
    { workflowKey: "b", allow: false },
  ];
  const write = (rules: PreferenceRuleFields[]): ReturnType<typeof readWrites>["writes"] =>
    readWrites(rules, [], RULES).writes;

  test("in MERGE changes and adds the given rules and keeps the others", () => {
    expect(
      applyWrites(
        before,
        write([
          { workflowKey: "b", allow: true },
          { category: "c", allow: true },
        ]),
        "MERGE",
      ),
    ).toEqual([
      { workflowKey: "a", allow: false },
      { workflowKey: "b", allow: true },
      { category: "c", allow: true },
    ]);
  });

  test("with null removes a rule, but is refused with a condition", () => {
    const when = { variable: "data.x", operator: "exists" } as const;
    const writes = write([
      { workflowKey: "a", allow: null },
      { workflowKey: "b", allow: null, when },
    ]);
    expect(applyWrites(before, writes, "MERGE")).toEqual([{ workflowKey: "b", when }]);
  });

  test("in REPLACE keeps only the given rules", () => {
    expect(applyWrites(before, write([{ category: "c", allow: true }]), "REPLACE")).toEqual([
      { category: "c", allow: true },
    ]);
    expect(applyWrites(before, [], "REPLACE")).toEqual([]);
  });
});
