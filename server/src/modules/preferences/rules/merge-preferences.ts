import { ANY_CHANNEL, channelOf, targetOf, type PreferenceLayer, type PreferenceRule } from "./preference-rule.js";

/** All preferences that concern one recipient's messages; null for an absent layer. */
export interface PreferenceLayers {
  /** The recipient, outside any tenant. */
  recipient: PreferenceLayer | null;
  /** The recipient, in the tenant. */
  recipientInTenant: PreferenceLayer | null;
  /** The tenant's defaults. */
  tenant: PreferenceLayer | null;
  /** The environment's defaults. */
  environment: PreferenceLayer | null;
  /** Whether the message belongs to a tenant. */
  hasTenant: boolean;
}

export type RuleSource = "RECIPIENT" | "TENANT" | "ENVIRONMENT";

export interface SourcedRule {
  rule: PreferenceRule;
  source: RuleSource;
}

/** Rules by target, then by channel. */
export type RuleIndex = ReadonlyMap<string, ReadonlyMap<string, SourcedRule>>;

/** The layers in force for one recipient. Look up with `ruleFor`; recipients without rules of their own share one. */
export interface MergedPreferences {
  readonly own: RuleIndex | null;
  readonly defaults: RuleIndex;
  readonly commercial: { readonly isSubscribed: boolean; readonly source: RuleSource | null };
}

/**
 * The merge order of Knock (knock.md §2.7). Without a tenant: recipient, then environment. With one: the recipient in that
 * tenant, then the tenant, then the environment, unless neither of the first two has a set. The first rule for the same
 * target and channels wins. The recipient's choice about commercial messages, made without a tenant, overrides all.
 */
export function mergeLayers(layers: PreferenceLayers): MergedPreferences {
  const isInTenant = layers.hasTenant && (says(layers.recipientInTenant) || says(layers.tenant));
  const shared = sharedDefaults(layers.environment ?? SILENT, (isInTenant ? layers.tenant : null) ?? SILENT);
  const own = (isInTenant ? layers.recipientInTenant : layers.recipient) ?? SILENT;
  const wanted = layers.recipient?.commercialSubscribed ?? own.commercialSubscribed;
  if (own.rules.length === 0 && wanted === null) return shared;

  return {
    own: own.rules.length === 0 ? null : indexRules(own, "RECIPIENT"),
    defaults: shared.defaults,
    commercial: wanted === null ? shared.commercial : { isSubscribed: wanted, source: "RECIPIENT" },
  };
}

/**
 * The effective rule for a target and channel. A default that overrides recipients beats the recipient's rule for the same;
 * if it is for any channel, it beats all of the recipient's rules for that target.
 */
export function ruleFor(merged: MergedPreferences, target: string, channel: string): SourcedRule | undefined {
  const byChannel = merged.defaults.get(target);
  const byDefault = byChannel?.get(channel);
  const own = merged.own?.get(target)?.get(channel);
  if (!own || byDefault?.rule.overridesRecipient || byChannel?.get(ANY_CHANNEL)?.rule.overridesRecipient)
    return byDefault;
  return own;
}

/** The effective preferences if the recipient added this rule. */
export function withOwnRule(merged: MergedPreferences, rule: PreferenceRule): MergedPreferences {
  const target = targetOf(rule);
  const byChannel = new Map(merged.own?.get(target) ?? []);
  byChannel.set(channelOf(rule), { rule, source: "RECIPIENT" });
  return { ...merged, own: new Map([...(merged.own ?? []), [target, byChannel]]) };
}

/** All rules in force: about workflows, then categories, then everything, each by name. */
export function rulesInForce(merged: MergedPreferences): SourcedRule[] {
  const targets = new Map<string, Set<string>>();
  for (const index of [merged.defaults, merged.own ?? new Map<string, ReadonlyMap<string, SourcedRule>>()]) {
    for (const [target, byChannel] of index) {
      const channels = targets.get(target) ?? new Set();
      for (const channel of byChannel.keys()) channels.add(channel);
      targets.set(target, channels);
    }
  }
  return [...targets.keys()]
    .sort(byTarget)
    .flatMap((target) =>
      [...(targets.get(target) ?? [])].sort().flatMap((channel) => ruleFor(merged, target, channel) ?? []),
    );
}

// Workflows ("w:") before categories ("c:") before everything ("*"): the reverse of their first letters.
function byTarget(left: string, right: string): number {
  const kinds = right.charCodeAt(0) - left.charCodeAt(0);
  return kinds !== 0 ? kinds : left < right ? -1 : 1;
}

const SILENT: PreferenceLayer = { rules: [], commercialSubscribed: null };

// A set from which everything was removed is as if it had never been made.
function says(layer: PreferenceLayer | null): boolean {
  return layer !== null && (layer.rules.length > 0 || layer.commercialSubscribed !== null);
}

const remembered = new WeakMap<PreferenceLayer, WeakMap<PreferenceLayer, MergedPreferences>>();

/** The two default layers merged: once for as long as the same two layers are asked about. */
function sharedDefaults(environment: PreferenceLayer, tenant: PreferenceLayer): MergedPreferences {
  const byTenant = remembered.get(environment) ?? new WeakMap<PreferenceLayer, MergedPreferences>();
  remembered.set(environment, byTenant);
  const known = byTenant.get(tenant);
  if (known) return known;

  const defaults = indexRules(environment, "ENVIRONMENT");
  for (const [target, byChannel] of indexRules(tenant, "TENANT")) {
    defaults.set(target, new Map([...(defaults.get(target) ?? []), ...byChannel]));
  }
  const merged: MergedPreferences = { own: null, defaults, commercial: commercialDefault(environment, tenant) };
  byTenant.set(tenant, merged);
  return merged;
}

function commercialDefault(environment: PreferenceLayer, tenant: PreferenceLayer): MergedPreferences["commercial"] {
  if (tenant.commercialSubscribed !== null) return { isSubscribed: tenant.commercialSubscribed, source: "TENANT" };
  if (environment.commercialSubscribed === null) return { isSubscribed: true, source: null };
  return { isSubscribed: environment.commercialSubscribed, source: "ENVIRONMENT" };
}

function indexRules(layer: PreferenceLayer, source: RuleSource): Map<string, Map<string, SourcedRule>> {
  const index = new Map<string, Map<string, SourcedRule>>();
  for (const rule of layer.rules) {
    const target = targetOf(rule);
    const byChannel = index.get(target) ?? new Map<string, SourcedRule>();
    index.set(target, byChannel.set(channelOf(rule), { rule, source }));
  }
  return index;
}
