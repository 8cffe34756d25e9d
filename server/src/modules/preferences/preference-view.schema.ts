import { namedId } from "../identifiers/index.js";
import { rulesInForce, type MergedPreferences, type SourcedRule } from "./rules/merge-preferences.js";
import { PreferenceRule, PreferenceSet } from "./preference.schema.js";

/** Merged layers as the API shows them. Named rather than stored, so a set exists for everybody. */
export function toPreferenceSet(
  environmentId: number,
  name: { recipientKey: string | null; tenantId: string | null },
  merged: MergedPreferences,
): PreferenceSet {
  return Object.assign(new PreferenceSet(), {
    id: namedId("preferenceSet", environmentId, [name.recipientKey, name.tenantId]),
    tenantId: name.tenantId,
    merged,
    rules: rulesInForce(merged).map(toPreferenceRule),
    commercialSubscribed: merged.commercial.isSubscribed,
  });
}

export function toPreferenceRule({ rule, source }: SourcedRule): PreferenceRule {
  return Object.assign(new PreferenceRule(), {
    workflowKey: rule.workflowKey ?? null,
    category: rule.category ?? null,
    channelType: rule.channelType ?? null,
    channelKey: rule.channelKey ?? null,
    allow: rule.allow ?? null,
    when: rule.when ?? null,
    overridesRecipient: rule.overridesRecipient ?? false,
    source,
  });
}
