export { PreferenceService } from "./preference.service.js";
export type { PreferenceWrite, SetName } from "./preference.service.js";
export { PreferenceRule, PreferenceSet } from "./preference.schema.js";
export { toPreferenceRule } from "./preference-view.schema.js";
