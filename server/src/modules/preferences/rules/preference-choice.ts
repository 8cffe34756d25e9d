import { forecastPreference, type PreferenceForecast, type PreferenceSubject } from "./decide-preference.js";
import { withOwnRule, type MergedPreferences } from "./merge-preferences.js";
import type { PreferenceRule } from "./preference-rule.js";

/** One thing that a recipient may have a say about: a workflow or a category, by one type of channel. */
export interface PreferenceChoice extends PreferenceForecast {
  /** Whether no rule of the recipient about the same subject can change the decision. */
  isFixed: boolean;
}

/**
 * The state of a choice, and whether the recipient's own rule could change it.
 * @param subjects - its channel steps, at least one: allowed if one of them is, fixed if all of them are @param about - the
 * target and channel of the recipient's rule
 */
export function preferenceChoice(
  merged: MergedPreferences,
  subjects: readonly PreferenceSubject[],
  about: Pick<PreferenceRule, "workflowKey" | "category" | "channelType">,
): PreferenceChoice {
  const forecasts = subjects.map((subject) => forecastPreference(merged, subject));
  const [first = UNMENTIONED] = forecasts;
  const shown =
    forecasts.find(({ isAllowed }) => isAllowed === true) ??
    forecasts.find(({ isAllowed }) => isAllowed === null) ??
    first;
  const [on, off] = [true, false].map((allow) => withOwnRule(merged, { ...about, allow }));
  const isFixed = subjects.every((subject) => {
    const [ifOn, ifOff] = [on, off].map((said) => said && forecastPreference(said, subject).isAllowed);
    return ifOn === ifOff;
  });
  return { ...shown, isFixed };
}

const UNMENTIONED: PreferenceForecast = { isAllowed: true, code: "preference.allowed", rule: null };
