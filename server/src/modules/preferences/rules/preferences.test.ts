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
  test("allows what nobody mentioned", () => {
    expect(decide({})).toEqual({ isAllowed: true, code: "preference.allowed", values: {} });
  });

  test.each<[string, PreferenceRule, string]>([
    ["the workflow", { workflowKey: "w1" }, "preference.workflow_off"],
    ["the workflow by the channel's type", { workflowKey: "w1", channelType: "IN_APP" }, "preference.workflow_off"],
    ["one of the categories", { category: "c2" }, "preference.category_off"],
    ["the channel", { channelKey: "in-app" }, "preference.channel_off"],
    ["the channel's type", { channelType: "IN_APP" }, "preference.channel_type_off"],
    ["everything", {}, "preference.everything_off"],
  ])("forbids when a rule forbids %s, and says which rule of whom", (_, rule, code) => {
    const values = { source: "RECIPIENT", ...rule, allow: false };
    expect(decide({ recipient: says({ ...rule, allow: false }) })).toEqual({ isAllowed: false, code, values });
  });

  test.each<[string, PreferenceRule]>([
    ["another workflow", { workflowKey: "w2" }],
    ["another category", { category: "c3" }],
    ["another channel type", { channelType: "EMAIL" }],
    ["another channel of the workflow", { workflowKey: "w1", channelKey: "email" }],
  ])("is not touched by a rule about %s", (_, rule) => {
    expect(decide({ recipient: says({ ...rule, allow: false }) }).isAllowed).toBe(true);
  });

  test("lets one false category beat an explicit yes to the channel type", () => {
    const recipient = says({ category: "c1", allow: false }, { channelType: "IN_APP", allow: true });
    expect(decide({ recipient }).code).toBe("preference.category_off");
  });

  test("lets a channel beat its type, at each level by itself", () => {
    const off = { channelType: "IN_APP", allow: false } as const;
    const on = { channelKey: "in-app", allow: true };
    expect(decide({ recipient: says(off, on) }).isAllowed).toBe(true);
    expect(decide({ recipient: says({ ...off, workflowKey: "w1" }, { ...on, workflowKey: "w1" }) }).isAllowed).toBe(
      true,
    );
    expect(decide({ recipient: says({ ...off, workflowKey: "w1" }, on) }).isAllowed).toBe(false);
  });

  test("asks conditions, and tells what they compared when they do not hold", () => {
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

  test("is yes when the workflow overrides preferences, also for commercial ones", () => {
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

  test("in a tenant are the recipient's there, then the tenant's, then the environment's", () => {
    const layers = { hasTenant: true, recipient: off, environment: off };
    expect(decide({ ...layers, recipientInTenant: on, tenant: off }).isAllowed).toBe(true);
    expect(decide({ ...layers, tenant: on }).isAllowed).toBe(true);
    expect(decide({ ...layers, tenant: off }).values).toMatchObject({ source: "TENANT" });
  });

  test("in a tenant of which nobody said anything are as without one", () => {
    expect(decide({ hasTenant: true, recipient: off }).values).toMatchObject({ source: "RECIPIENT" });
    expect(decide({ hasTenant: true, recipient: off, tenant: says() }).isAllowed).toBe(false);
    expect(
      decide({ hasTenant: true, recipient: off, tenant: says({ workflowKey: "w9", allow: true }) }).isAllowed,
    ).toBe(true);
  });

  test("win rule by rule: what the higher one leaves out, the lower one says", () => {
    const recipient = says({ workflowKey: "w1", channelType: "EMAIL", allow: true });
    expect(decide({ recipient, environment: off }).isAllowed).toBe(false);
  });

  test("are read back with who said each rule, workflows first", () => {
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

  test("are merged once for all recipients without rules of their own", () => {
    const [environment, tenant] = [off, says({ category: "c1", allow: true })];
    const first = mergeLayers({ ...NOBODY, hasTenant: true, environment, tenant });
    expect(mergeLayers({ ...NOBODY, hasTenant: true, environment, tenant, recipient: says() })).toBe(first);
    expect(mergeLayers({ ...NOBODY, environment })).not.toBe(first);
  });
});

describe("a default that overrides the recipient", () => {
  test("beats the recipient's rule about the same", () => {
    const recipient = says({ category: "c1", allow: false });
    const environment = says({ category: "c1", allow: true, overridesRecipient: true });
    expect(decide({ recipient, environment }).isAllowed).toBe(true);
  });

  test("about any channel beats all that the recipient said about that workflow, and nothing else", () => {
    const environment = says({ workflowKey: "w1", allow: true, overridesRecipient: true });
    expect(
      decide({ environment, recipient: says({ workflowKey: "w1", channelType: "IN_APP", allow: false }) }).isAllowed,
    ).toBe(true);
    expect(decide({ environment, recipient: says({ category: "c1", allow: false }) }).isAllowed).toBe(false);
    expect(decide({ environment, recipient: says({ allow: false }) }).isAllowed).toBe(false);
  });

  test("about one channel leaves what the recipient said about others", () => {
    const environment = says({ workflowKey: "w1", channelType: "IN_APP", allow: true, overridesRecipient: true });
    expect(decide({ environment, recipient: says({ workflowKey: "w1", allow: false }) }).isAllowed).toBe(false);
  });

  test("of the environment counts no more where the tenant says something else about the same", () => {
    const environment = says({ category: "c1", allow: false, overridesRecipient: true });
    const layers = { hasTenant: true, environment, recipientInTenant: says({ category: "c1", allow: true }) };
    expect(decide(layers).isAllowed).toBe(false);
    expect(decide({ ...layers, tenant: says({ category: "c1", allow: false }) }).isAllowed).toBe(true);
  });
});

describe("commercial messages", () => {
  const wants = (commercialSubscribed: boolean | null): PreferenceLayer => ({ rules: [], commercialSubscribed });
  const isSent = (layers: Partial<PreferenceLayers>): boolean => decide(layers, { isCommercial: true }).isAllowed;

  test("are sent unless somebody says otherwise, and only commercial ones are kept back", () => {
    expect(isSent({})).toBe(true);
    expect(isSent({ recipient: wants(false) })).toBe(false);
    expect(decide({ recipient: wants(false) }).isAllowed).toBe(true);
  });

  test("follow what the recipient said outside any tenant, also within one", () => {
    expect(
      isSent({ hasTenant: true, recipient: wants(true), recipientInTenant: wants(false), tenant: wants(false) }),
    ).toBe(true);
    expect(isSent({ hasTenant: true, recipientInTenant: wants(false), tenant: wants(true) })).toBe(false);
    expect(isSent({ hasTenant: true, tenant: wants(false), environment: wants(true) })).toBe(false);
    expect(isSent({ hasTenant: true, environment: wants(false) })).toBe(false);
  });

  test("name who keeps them back", () => {
    expect(decide({ environment: wants(false) }, { isCommercial: true })).toEqual({
      isAllowed: false,
      code: "preference.commercial_off",
      values: { source: "ENVIRONMENT" },
    });
  });
});

test("a stored layer that nobody could have written is our fault, and said to be", () => {
  expect(() => parseLayer({}, null)).toThrow();
  expect(() => parseLayer([7], null)).toThrow();
  expect(() => parseLayer([{ when: { variable: "x" } }], null)).toThrow();
});
