export { decidePreference, forecastPreference, PREFERENCE_CODES } from "./rules/decide-preference.js";
export type {
  PreferenceCode,
  PreferenceCircumstances,
  PreferenceDecision,
  PreferenceSubject,
} from "./rules/decide-preference.js";
export { preferenceChoice } from "./rules/preference-choice.js";
export type { PreferenceChoice } from "./rules/preference-choice.js";
export { mergeLayers } from "./rules/merge-preferences.js";
export type { MergedPreferences, PreferenceLayers, RuleSource, SourcedRule } from "./rules/merge-preferences.js";
export { preferencesView } from "./rules/preferences-view.js";
export { parseLayer } from "./rules/preference-rule.js";
export type { PreferenceLayer, PreferenceRule } from "./rules/preference-rule.js";
