export { PreferenceService } from "./preference.service.js";
export type { PreferenceWrite, SetName } from "./preference.service.js";
export type { LoadTenant } from "./preference-set.resolver.js";
