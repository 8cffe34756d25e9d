export { englishPreferenceLabels } from "./preference-labels.js";
export type { PreferenceLabels } from "./preference-labels.js";
export { PreferencePanel } from "./preference-panel.js";
export type { PreferencePanelProps } from "./preference-panel.js";
export { usePreferences } from "./use-preferences.js";
export type { PreferencesState } from "./use-preferences.js";
export type { PreferenceChoice, PreferencesHandle, PreferencesSnapshot } from "@carillon/client/preferences";
