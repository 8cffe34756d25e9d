export { PreferenceSource, PreferenceWriteMode, PreferenceRule, PreferenceSet } from "./preference.schema.js";
export {
  PreferenceRuleInput,
  SetPreferencesInput,
  SetDefaultPreferencesInput,
  SetPreferencesPayload,
} from "./preference-input.schema.js";
