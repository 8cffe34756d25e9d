import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { decidePreference, type PreferenceDecision, type PreferenceQuestion } from "./decide-preference.js";
import { mergeLayers, rulesInForce, type PreferenceLayers } from "./merge-preferences.js";
import { parseLayer, type PreferenceLayer, type PreferenceRule } from "./preference-rule.js";

const QUESTION: PreferenceQuestion = {
  workflowKey: "w1",
  categories: ["c1", "c2"],
  channelKey: "in-app",
  channelType: "IN_APP",
  overridePreferences: false,
  isCommercial: false,
  scope: { data: { x: true } },
  at: Date.UTC(2026, 0, 1),
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

function decide(layers: Partial<PreferenceLayers>, question: Partial<PreferenceQuestion> = {}): PreferenceDecision {
  return decidePreference(mergeLayers({ ...NOBODY, ...layers }), { ...QUESTION, ...question });
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

/** knock.md §15.5 as it stands there, over sets in Knock's shape; a plain true or false of a node is its leaf `any`. */
describe("the pseudo-code of Knock", () => {
  interface Leaf {
    isYes: boolean;
    isReplacing: boolean;
  }
  interface Node {
    any?: Leaf;
    channels: Record<string, Leaf>;
    channelTypes: Record<string, Leaf>;
  }
  interface KnockSet {
    workflows: Record<string, Node>;
    categories: Record<string, Node>;
    top: Node;
  }

  const emptyNode = (): Node => ({ channels: {}, channelTypes: {} });

  function knockSet(layer: PreferenceLayer | null, x: boolean): KnockSet {
    const set: KnockSet = { workflows: {}, categories: {}, top: emptyNode() };
    for (const rule of layer?.rules ?? []) {
      const ofWorkflow = rule.workflowKey !== undefined ? (set.workflows[rule.workflowKey] ??= emptyNode()) : null;
      const ofCategory = rule.category !== undefined ? (set.categories[rule.category] ??= emptyNode()) : null;
      const node = ofWorkflow ?? ofCategory ?? set.top;
      const isMet = rule.when === undefined || (rule.when === isX ? x : !x);
      const leaf = { isYes: rule.allow !== false && isMet, isReplacing: rule.overridesRecipient === true };
      if (rule.channelKey !== undefined) node.channels[rule.channelKey] = leaf;
      else if (rule.channelType !== undefined) node.channelTypes[rule.channelType] = leaf;
      else node.any = leaf;
    }
    return set;
  }

  function mergeLeaf(lower: Leaf | undefined, higher: Leaf | undefined): Leaf | undefined {
    return lower?.isReplacing ? lower : (higher ?? lower);
  }

  function mergeLeaves(lower: Record<string, Leaf>, higher: Record<string, Leaf>): Record<string, Leaf> {
    const merged: Record<string, Leaf> = {};
    for (const name of new Set([...Object.keys(lower), ...Object.keys(higher)])) {
      const leaf = mergeLeaf(lower[name], higher[name]);
      if (leaf) merged[name] = leaf;
    }
    return merged;
  }

  function mergeNode(lower: Node = emptyNode(), higher: Node = emptyNode()): Node {
    if (lower.any?.isReplacing) return lower;
    const any = mergeLeaf(lower.any, higher.any);
    return {
      ...(any && { any }),
      channels: mergeLeaves(lower.channels, higher.channels),
      channelTypes: mergeLeaves(lower.channelTypes, higher.channelTypes),
    };
  }

  function mergeNodes(lower: Record<string, Node>, higher: Record<string, Node>): Record<string, Node> {
    const names = new Set([...Object.keys(lower), ...Object.keys(higher)]);
    return Object.fromEntries([...names].map((name) => [name, mergeNode(lower[name], higher[name])]));
  }

  function merge(lower: KnockSet, higher: KnockSet): KnockSet {
    return {
      workflows: mergeNodes(lower.workflows, higher.workflows),
      categories: mergeNodes(lower.categories, higher.categories),
      top: mergeNode(lower.top, higher.top),
    };
  }

  /** What overrides the recipient does not override the tenant. */
  function withoutReplacing(layer: PreferenceLayer | null): PreferenceLayer | null {
    return layer && { ...layer, rules: layer.rules.map(({ overridesRecipient, ...rule }) => rule) };
  }

  /** The tenant's rules over the environment's, the flags of those that win kept. */
  function defaultsOf(tenant: PreferenceLayer | null, environment: PreferenceLayer | null, x: boolean): KnockSet {
    const plain = merge(knockSet(withoutReplacing(environment), x), knockSet(withoutReplacing(tenant), x));
    const rules = [...(environment?.rules ?? []), ...(tenant?.rules ?? [])];
    const winners = rules.filter((rule, index) => !rules.slice(index + 1).some((later) => isSame(later, rule)));
    const flags = knockSet(says(...winners), x);
    const mark = (node: Node, from: Node | undefined): Node => ({
      ...(node.any && { any: { ...node.any, isReplacing: from?.any?.isReplacing === true } }),
      channels: markAll(node.channels, from?.channels),
      channelTypes: markAll(node.channelTypes, from?.channelTypes),
    });
    const markAll = (leaves: Record<string, Leaf>, from: Record<string, Leaf> = {}): Record<string, Leaf> =>
      Object.fromEntries(
        Object.entries(leaves).map(([name, leaf]) => [
          name,
          { ...leaf, isReplacing: from[name]?.isReplacing === true },
        ]),
      );
    const markNodes = (nodes: Record<string, Node>, from: Record<string, Node>): Record<string, Node> =>
      Object.fromEntries(Object.entries(nodes).map(([name, node]) => [name, mark(node, from[name])]));
    return {
      workflows: markNodes(plain.workflows, flags.workflows),
      categories: markNodes(plain.categories, flags.categories),
      top: mark(plain.top, flags.top),
    };
  }

  function isSame(left: PreferenceRule, right: PreferenceRule): boolean {
    const keys = ["workflowKey", "category", "channelType", "channelKey"] as const;
    return keys.every((key) => left[key] === right[key]);
  }

  function isAllowed(layers: PreferenceLayers, question: PreferenceQuestion, x: boolean): boolean {
    if (question.overridePreferences) return true;
    const exists = (layer: PreferenceLayer | null): boolean =>
      layer !== null && (layer.rules.length > 0 || layer.commercialSubscribed !== null);
    const isInTenant = layers.hasTenant && (exists(layers.recipientInTenant) || exists(layers.tenant));
    const tenant = isInTenant ? layers.tenant : null;
    const recipient = isInTenant ? layers.recipientInTenant : layers.recipient;
    const P = merge(defaultsOf(tenant, layers.environment, x), knockSet(recipient, x));
    const commercial =
      layers.recipient?.commercialSubscribed ??
      recipient?.commercialSubscribed ??
      tenant?.commercialSubscribed ??
      layers.environment?.commercialSubscribed ??
      true;
    if (question.isCommercial && !commercial) return false;

    const checks: boolean[] = [];
    for (const s of [P.workflows[question.workflowKey], ...question.categories.map((c) => P.categories[c]), P.top]) {
      if (!s) continue;
      if (s.any) checks.push(s.any.isYes);
      const byChannel = s.channels[question.channelKey];
      const byType = s.channelTypes[question.channelType];
      if (byChannel) checks.push(byChannel.isYes);
      else if (byType) checks.push(byType.isYes);
    }
    return checks.every((check) => check);
  }

  const rule: fc.Arbitrary<PreferenceRule> = fc
    .record({
      subject: fc.constantFrom<PreferenceRule>(
        { workflowKey: "w1" },
        { workflowKey: "w2" },
        { category: "c1" },
        { category: "c2" },
        {},
      ),
      channel: fc.constantFrom<PreferenceRule>(
        { channelType: "IN_APP" },
        { channelType: "EMAIL" },
        { channelKey: "in-app" },
        { channelKey: "email" },
        {},
      ),
      said: fc.constantFrom<PreferenceRule>(
        { allow: true },
        { allow: false },
        { when: isX },
        { allow: true, when: isNotX },
        { allow: false, when: isX },
      ),
      flag: fc.constantFrom<PreferenceRule>({}, {}, {}, { overridesRecipient: true }),
    })
    .map(({ subject, channel, said, flag }) => ({ ...subject, ...channel, ...said, ...flag }));
  const layer = fc.option(
    fc.record({
      rules: fc.uniqueArray(rule, { maxLength: 6, comparator: isSame }),
      commercialSubscribed: fc.option(fc.boolean()),
    }),
  );
  const ownLayer = layer.map((each) => withoutReplacing(each));

  test("decides as we do, whatever the layers say", () => {
    fc.assert(
      fc.property(
        fc.record({
          recipient: ownLayer,
          recipientInTenant: ownLayer,
          tenant: layer,
          environment: layer,
          hasTenant: fc.boolean(),
        }),
        fc.record({ overridePreferences: fc.boolean(), isCommercial: fc.boolean(), x: fc.boolean() }),
        (layers, { x, ...asked }) => {
          const question = { ...QUESTION, ...asked, scope: { data: { x } } };
          expect(decidePreference(mergeLayers(layers), question).isAllowed).toBe(isAllowed(layers, question, x));
        },
      ),
      { numRuns: 3000 },
    );
  });
});
