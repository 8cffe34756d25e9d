import type { Runtime } from "../../platform/runtime/index.js";
import type { NodeRegistry } from "../requests/index.js";
import type { ChannelService } from "../channels/index.js";
import type { TenantService } from "../tenants/index.js";
import { PreferenceDefaultsEntity } from "./preference-defaults.entity.js";
import { PreferenceSetResolver, PreferenceSets } from "./preference-set.resolver.js";
import { PreferenceResolver, RecipientPreferencesResolver } from "./preference.resolver.js";
import { PreferenceService } from "./preference.service.js";
import { WrittenLayersResolver } from "./layers/written-layers.resolver.js";
import { WrittenLayers } from "./layers/written-layers.service.js";

export const PREFERENCE_ENTITIES = [PreferenceDefaultsEntity];

export interface PreferencesModule {
  preferences: PreferenceService;
  resolvers: object[];
}

export function createPreferencesModule(
  runtime: Runtime,
  deps: { nodes: NodeRegistry; channels: ChannelService; tenants: TenantService },
): PreferencesModule {
  const preferences = new PreferenceService(runtime, deps.channels);
  const sets = new PreferenceSets(preferences, deps.tenants);
  deps.nodes.register("preferenceSet", (context, ids) => Promise.all(ids.map((id) => sets.byId(context, id))));
  return {
    preferences,
    resolvers: [
      new PreferenceResolver(preferences, sets),
      new RecipientPreferencesResolver(sets),
      new PreferenceSetResolver(deps.tenants),
      new WrittenLayersResolver(new WrittenLayers(runtime), sets),
    ],
  };
}
