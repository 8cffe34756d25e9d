export { decidePreference, PREFERENCE_CODES } from "./decide-preference.js";
export type {
  PreferenceCode,
  PreferenceCircumstances,
  PreferenceDecision,
  PreferenceSubject,
} from "./decide-preference.js";
export { mergeLayers } from "./merge-preferences.js";
export type { MergedPreferences, PreferenceLayers, RuleSource, SourcedRule } from "./merge-preferences.js";
export { preferencesView } from "./preferences-view.js";
export { parseLayer } from "./preference-rule.js";
export type { PreferenceLayer, PreferenceRule } from "./preference-rule.js";
