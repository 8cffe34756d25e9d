import { describe, expect, test } from "@jest/globals";
import type { PreferenceSubject } from "./decide-preference.js";
import { mergeLayers, type PreferenceLayers } from "./merge-preferences.js";
import { preferenceChoice, type PreferenceChoice } from "./preference-choice.js";
import type { PreferenceLayer, PreferenceRule } from "./preference-rule.js";

const NOBODY: PreferenceLayers = {
  recipient: null,
  recipientInTenant: null,
  tenant: null,
  environment: null,
  hasTenant: false,
};
const STEP: PreferenceSubject = {
  workflowKey: "w1",
  categories: ["c1"],
  channelKey: "in-app",
  channelType: "IN_APP",
  overridePreferences: false,
  isCommercial: false,
};
const ABOUT = { workflowKey: "w1", channelType: "IN_APP" } as const;

function says(...rules: PreferenceRule[]): PreferenceLayer {
  return { rules, commercialSubscribed: null };
}

function choose(layers: Partial<PreferenceLayers>, ...steps: Partial<PreferenceSubject>[]): PreferenceChoice {
  const subjects = (steps.length === 0 ? [{}] : steps).map((step) => ({ ...STEP, ...step }));
  return preferenceChoice(mergeLayers({ ...NOBODY, ...layers }), subjects, ABOUT);
}

describe("a choice", () => {
  test("is free without rules, and follows the recipient's own rule", () => {
    expect(choose({})).toEqual({ isAllowed: true, isFixed: false, code: "preference.allowed", rule: null });
    const rule = { ...ABOUT, allow: false };
    expect(choose({ recipient: says(rule) })).toEqual({
      isAllowed: false,
      isFixed: false,
      code: "preference.workflow_off",
      rule: { rule, source: "RECIPIENT" },
    });
  });

  test("is free if a default forbids and the recipient may override it", () => {
    const rule = { ...ABOUT, allow: false };
    expect(choose({ environment: says(rule) })).toMatchObject({ isAllowed: false, isFixed: false });
    expect(choose({ environment: says(rule), recipient: says({ ...rule, allow: true }) })).toMatchObject({
      isAllowed: true,
      isFixed: false,
    });
  });

  test.each<[string, Partial<PreferenceLayers>, Partial<PreferenceSubject>, object]>([
    [
      "a default that overrides the recipient",
      { environment: says({ ...ABOUT, allow: true, overridesRecipient: true }) },
      {},
      { isAllowed: true, rule: { source: "ENVIRONMENT" } },
    ],
    [
      "a default about any channel that overrides the recipient",
      { environment: says({ workflowKey: "w1", allow: false, overridesRecipient: true }) },
      {},
      { isAllowed: false, code: "preference.workflow_off" },
    ],
    [
      "a category that the recipient switched off",
      { recipient: says({ category: "c1", allow: false }) },
      {},
      { isAllowed: false, code: "preference.category_off", rule: { source: "RECIPIENT" } },
    ],
    [
      "a rule about the very channel",
      { recipient: says({ workflowKey: "w1", channelKey: "in-app", allow: false }) },
      {},
      { isAllowed: false },
    ],
    ["the workflow", {}, { overridePreferences: true }, { isAllowed: true, code: "preference.overridden", rule: null }],
    [
      "the wish for no commercial messages",
      { recipient: { rules: [], commercialSubscribed: false } },
      { isCommercial: true },
      { isAllowed: false, code: "preference.commercial_off" },
    ],
  ])("is fixed by %s, and says so", (_, layers, step, expected) => {
    expect(choose(layers, step)).toMatchObject({ isFixed: true, ...expected });
  });

  test("is undecided if a condition decides, and names its rule", () => {
    const when = { variable: "data.x", operator: "equal_to", argument: true } as const;
    const rule = { workflowKey: "w1", when };
    expect(choose({ environment: says(rule) })).toMatchObject({ isAllowed: null, isFixed: false, rule: { rule } });
  });

  test("for a channel type with two channels is allowed if one is allowed, and free if one is free", () => {
    const off = { workflowKey: "w1", channelKey: "in-app", allow: false };
    expect(choose({ recipient: says(off) }, {}, { channelKey: "second" })).toMatchObject({
      isAllowed: true,
      isFixed: false,
    });
  });
});
