import type { JsonObject } from "../../../platform/json.js";
import { rulesInForce, type MergedPreferences } from "./merge-preferences.js";

/**
 * The effective preferences of a recipient, as templates and conditions read them under `recipient.preferences` (knock.md
 * §3.7).
 */
export function preferencesView(merged: MergedPreferences): JsonObject {
  const rules = rulesInForce(merged).map(({ rule, source }) => ({
    workflow_key: rule.workflowKey ?? null,
    category: rule.category ?? null,
    channel_type: rule.channelType ?? null,
    channel_key: rule.channelKey ?? null,
    allow: rule.allow ?? null,
    is_conditional: rule.when !== undefined,
    source,
  }));
  return { rules, commercial_subscribed: merged.commercial.isSubscribed };
}
