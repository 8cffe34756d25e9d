import { describe, expect, test } from "@jest/globals";
import type { ConditionScope } from "../../conditions/index.js";
import { decidePreference, type PreferenceDecision, type PreferenceSubject } from "./decide-preference.js";
import { mergeLayers, rulesInForce, type PreferenceLayers } from "./merge-preferences.js";
import { parseLayer, type PreferenceLayer, type PreferenceRule } from "./preference-rule.js";

interface Question extends PreferenceSubject {
  scope: ConditionScope;
}

const QUESTION: Question = {
  workflowKey: "w1",
  categories: ["c1", "c2"],
  channelKey: "in-app",
  channelType: "IN_APP",
  overridePreferences: false,
  isCommercial: false,
  scope: { data: { x: true } },
};

const NOBODY: PreferenceLayers = {
  recipient: null,
  recipientInTenant: null,
  tenant: null,
  environment: null,
  hasTenant: false,
};

function says(...rules: PreferenceRule[]): PreferenceLayer {
  return { rules, commercialSubscribed: null };
}

function decide(layers: Partial<PreferenceLayers>, question: Partial<Question> = {}): PreferenceDecision {
  const { scope, ...subject } = { ...QUESTION, ...question };
  return decidePreference(mergeLayers({ ...NOBODY, ...layers }), subject, {
    scope: () => scope,
    now: Date.UTC(2026, 0, 1),
  });
}

const isX = { variable: "data.x", operator: "equal_to", argument: true } as const;
const isNotX = { variable: "data.x", operator: "equal_to", argument: false } as const;

describe("a decision", () => {
  test("allows without rules", () => {
    expect(decide({})).toEqual({ isAllowed: true, code: "preference.allowed", values: {} });
  });

  test.each<[string, PreferenceRule, string]>([
    ["the workflow", { workflowKey: "w1" }, "preference.workflow_off"],
    ["the workflow by the channel's type", { workflowKey: "w1", channelType: "IN_APP" }, "preference.workflow_off"],
    ["one of the categories", { category: "c2" }, "preference.category_off"],
    ["the channel", { channelKey: "in-app" }, "preference.channel_off"],
    ["the channel's type", { channelType: "IN_APP" }, "preference.channel_type_off"],
    ["everything", {}, "preference.everything_off"],
  ])("forbids when a rule forbids %s, and names the rule and its layer", (_, rule, code) => {
    const values = { source: "RECIPIENT", ...rule, allow: false };
    expect(decide({ recipient: says({ ...rule, allow: false }) })).toEqual({ isAllowed: false, code, values });
  });

  test.each<[string, PreferenceRule]>([
    ["another workflow", { workflowKey: "w2" }],
    ["another category", { category: "c3" }],
    ["another channel type", { channelType: "EMAIL" }],
    ["another channel of the workflow", { workflowKey: "w1", channelKey: "email" }],
  ])("is not affected by a rule about %s", (_, rule) => {
    expect(decide({ recipient: says({ ...rule, allow: false }) }).isAllowed).toBe(true);
  });

  test("is no if one category is off, even with an explicit yes for the channel type", () => {
    const recipient = says({ category: "c1", allow: false }, { channelType: "IN_APP", allow: true });
    expect(decide({ recipient }).code).toBe("preference.category_off");
  });

  test("prefers the channel's rule to its type's, at each level separately", () => {
    const off = { channelType: "IN_APP", allow: false } as const;
    const on = { channelKey: "in-app", allow: true };
    expect(decide({ recipient: says(off, on) }).isAllowed).toBe(true);
    expect(decide({ recipient: says({ ...off, workflowKey: "w1" }, { ...on, workflowKey: "w1" }) }).isAllowed).toBe(
      true,
    );
    expect(decide({ recipient: says({ ...off, workflowKey: "w1" }, on) }).isAllowed).toBe(false);
  });

  test("evaluates conditions, and returns their comparisons if they do not hold", () => {
    expect(decide({ recipient: says({ workflowKey: "w1", when: isX }) })).toEqual({
      isAllowed: true,
      code: "preference.allowed",
      values: { rules: [{ source: "RECIPIENT", workflowKey: "w1", isConditional: true }] },
    });
    expect(decide({ recipient: says({ workflowKey: "w1", allow: true, when: isNotX }) })).toMatchObject({
      isAllowed: false,
      code: "preference.workflow_off",
      values: { decidedBy: [{ variable: "data.x", actual: true, isMet: false }] },
    });
  });

  test("is yes if the workflow overrides preferences, also for commercial workflows", () => {
    const recipient = { ...says({ workflowKey: "w1", allow: false }), commercialSubscribed: false };
    expect(decide({ recipient }, { overridePreferences: true, isCommercial: true }).code).toBe("preference.overridden");
  });
});

describe("layers", () => {
  const off = says({ workflowKey: "w1", allow: false });
  const on = says({ workflowKey: "w1", allow: true });

  test("without a tenant are the recipient's, then the environment's", () => {
    expect(decide({ recipient: on, environment: off, tenant: off }).isAllowed).toBe(true);
    expect(decide({ environment: off })).toMatchObject({ isAllowed: false, values: { source: "ENVIRONMENT" } });
  });

  test("in a tenant are the recipient's for the tenant, then the tenant's, then the environment's", () => {
    const layers = { hasTenant: true, recipient: off, environment: off };
    expect(decide({ ...layers, recipientInTenant: on, tenant: off }).isAllowed).toBe(true);
    expect(decide({ ...layers, tenant: on }).isAllowed).toBe(true);
    expect(decide({ ...layers, tenant: off }).values).toMatchObject({ source: "TENANT" });
  });

  test("in a tenant without rules equal those without a tenant", () => {
    expect(decide({ hasTenant: true, recipient: off }).values).toMatchObject({ source: "RECIPIENT" });
    expect(decide({ hasTenant: true, recipient: off, tenant: says() }).isAllowed).toBe(false);
    expect(
      decide({ hasTenant: true, recipient: off, tenant: says({ workflowKey: "w9", allow: true }) }).isAllowed,
    ).toBe(true);
  });

  test("win rule by rule: a lower layer applies where the higher one has no rule", () => {
    const recipient = says({ workflowKey: "w1", channelType: "EMAIL", allow: true });
    expect(decide({ recipient, environment: off }).isAllowed).toBe(false);
  });

  test("are returned with the source of each rule, workflows first", () => {
    const merged = mergeLayers({
      ...NOBODY,
      hasTenant: true,
      recipientInTenant: says({ workflowKey: "w1", allow: true }),
      tenant: says({ allow: false }, { category: "c1", allow: false }),
      environment: says({ workflowKey: "w1", allow: false }, { category: "c1", allow: true }),
    });
    expect(rulesInForce(merged).map(({ rule, source }) => [rule.workflowKey ?? rule.category ?? "*", source])).toEqual([
      ["w1", "RECIPIENT"],
      ["c1", "TENANT"],
      ["*", "TENANT"],
    ]);
  });

  test("are merged once for all recipients without own rules", () => {
    const [environment, tenant] = [off, says({ category: "c1", allow: true })];
    const first = mergeLayers({ ...NOBODY, hasTenant: true, environment, tenant });
    expect(mergeLayers({ ...NOBODY, hasTenant: true, environment, tenant, recipient: says() })).toBe(first);
    expect(mergeLayers({ ...NOBODY, environment })).not.toBe(first);
  });
});

describe("a default that overrides the recipient", () => {
  test("beats the recipient's rule with the same subject", () => {
    const recipient = says({ category: "c1", allow: false });
    const environment = says({ category: "c1", allow: true, overridesRecipient: true });
    expect(decide({ recipient, environment }).isAllowed).toBe(true);
  });

  test("about any channel beats all of the recipient's rules about that workflow, and no others", () => {
    const environment = says({ workflowKey: "w1", allow: true, overridesRecipient: true });
    expect(
      decide({ environment, recipient: says({ workflowKey: "w1", channelType: "IN_APP", allow: false }) }).isAllowed,
    ).toBe(true);
    expect(decide({ environment, recipient: says({ category: "c1", allow: false }) }).isAllowed).toBe(false);
    expect(decide({ environment, recipient: says({ allow: false }) }).isAllowed).toBe(false);
  });

  test("about one channel keeps the recipient's rules about others", () => {
    const environment = says({ workflowKey: "w1", channelType: "IN_APP", allow: true, overridesRecipient: true });
    expect(decide({ environment, recipient: says({ workflowKey: "w1", allow: false }) }).isAllowed).toBe(false);
  });

  test("of the environment no longer applies if the tenant has a rule with the same subject", () => {
    const environment = says({ category: "c1", allow: false, overridesRecipient: true });
    const layers = { hasTenant: true, environment, recipientInTenant: says({ category: "c1", allow: true }) };
    expect(decide(layers).isAllowed).toBe(false);
    expect(decide({ ...layers, tenant: says({ category: "c1", allow: false }) }).isAllowed).toBe(true);
  });
});

describe("commercial messages", () => {
  const wants = (commercialSubscribed: boolean | null): PreferenceLayer => ({ rules: [], commercialSubscribed });
  const isSent = (layers: Partial<PreferenceLayers>): boolean => decide(layers, { isCommercial: true }).isAllowed;

  test("are sent unless a layer unsubscribes, and only commercial ones are withheld", () => {
    expect(isSent({})).toBe(true);
    expect(isSent({ recipient: wants(false) })).toBe(false);
    expect(decide({ recipient: wants(false) }).isAllowed).toBe(true);
  });

  test("follow the recipient's choice outside any tenant, also within one", () => {
    expect(
      isSent({ hasTenant: true, recipient: wants(true), recipientInTenant: wants(false), tenant: wants(false) }),
    ).toBe(true);
    expect(isSent({ hasTenant: true, recipientInTenant: wants(false), tenant: wants(true) })).toBe(false);
    expect(isSent({ hasTenant: true, tenant: wants(false), environment: wants(true) })).toBe(false);
    expect(isSent({ hasTenant: true, environment: wants(false) })).toBe(false);
  });

  test("name the layer that withholds them", () => {
    expect(decide({ environment: wants(false) }, { isCommercial: true })).toEqual({
      isAllowed: false,
      code: "preference.commercial_off",
      values: { source: "ENVIRONMENT" },
    });
  });
});

test("an invalid stored layer is reported as an internal error", () => {
  expect(() => parseLayer({}, null)).toThrow();
  expect(() => parseLayer([7], null)).toThrow();
  expect(() => parseLayer([{ when: { variable: "x" } }], null)).toThrow();
});
