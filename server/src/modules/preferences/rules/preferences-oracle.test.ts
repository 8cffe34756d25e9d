import { expect, test, describe } from "@jest/globals";
import fc from "fast-check";
import { decidePreference, type PreferenceSubject } from "./decide-preference.js";
import { mergeLayers, type PreferenceLayers } from "./merge-preferences.js";
import type { PreferenceLayer, PreferenceRule } from "./preference-rule.js";

const SUBJECT: PreferenceSubject = {
  workflowKey: "w1",
  categories: ["c1", "c2"],
  channelKey: "in-app",
  channelType: "IN_APP",
  overridePreferences: false,
  isCommercial: false,
};

const isX = { variable: "data.x", operator: "equal_to", argument: true } as const;
const isNotX = { variable: "data.x", operator: "equal_to", argument: false } as const;

function says(...rules: PreferenceRule[]): PreferenceLayer {
  return { rules, commercialSubscribed: null };
}

/** knock.md §15.5 word for word, for sets in Knock's format. A plain true or false of a node is its leaf `any`. */
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

  /** Rules that override the recipient do not override the tenant. */
  function withoutReplacing(layer: PreferenceLayer | null): PreferenceLayer | null {
    return layer && { ...layer, rules: layer.rules.map(({ overridesRecipient, ...rule }) => rule) };
  }

  /** The tenant's rules over the environment's, with the flags of the winning rules. */
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

  function isAllowed(layers: PreferenceLayers, question: PreferenceSubject, x: boolean): boolean {
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

  test("decides as Carillon does, for any layers", () => {
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
          const subject = { ...SUBJECT, ...asked };
          const circumstances = { scope: () => ({ data: { x } }), now: Date.UTC(2026, 0, 1) };
          const decision = decidePreference(mergeLayers(layers), subject, circumstances);
          expect(decision.isAllowed).toBe(isAllowed(layers, subject, x));
        },
      ),
      { numRuns: 3000 },
    );
  });
});
