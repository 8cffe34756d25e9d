export { choiceKey } from "./choices.js";
export type { PreferenceChoice, PreferencesClient, PreferencesHandle, PreferencesSnapshot } from "./choices.js";
export { openPreferences } from "./open-preferences.js";
export type { PreferencesOptions } from "./open-preferences.js";
