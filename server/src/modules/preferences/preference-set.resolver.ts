import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { parseNamedId, userKey } from "../identifiers/index.js";
import { actingUserId, may, loaderOf, scopeOf, type RequestContext, type Scope } from "../requests/index.js";
import { Tenant, toTenant, type TenantService } from "../tenants/index.js";
import { mergeLayers, type PreferenceLayers } from "./rules/merge-preferences.js";
import { toPreferenceSet } from "./preference-view.schema.js";
import { PreferenceSet } from "./preference.schema.js";
import type { PreferenceService, ReadSetName } from "./preference.service.js";

const SETS = { loader: "preference sets" };
const TENANTS = { loader: "tenants of preference sets" };

/** Reads preference sets: all for a secret key, the user's own for a user token. */
export class PreferenceSets {
  readonly #preferences: PreferenceService;
  readonly #tenants: TenantService;

  constructor(preferences: PreferenceService, tenants: TenantService) {
    this.#preferences = preferences;
    this.#tenants = tenants;
  }

  /** The set as it is now; only for a scope that may see it. */
  async of(scope: Scope, name: ReadSetName): Promise<PreferenceSet> {
    const [layers] = await this.#visibleLayers(scope, [name]);
    if (!layers) throw new Error("Layers were asked for and not answered.");
    return toPreferenceSet(scope.environmentId, name, mergeLayers(layers));
  }

  /** Null if the caller may not see the set. The sets of one request are read together. */
  async load(context: RequestContext, name: ReadSetName): Promise<PreferenceSet | null> {
    const scope = scopeOf(context);
    if (!mayRead(scope, name)) return null;
    const loader = loaderOf<PreferenceSet>(context, SETS, (keys) => this.#loadMany(scope, keys));
    return loader.load(JSON.stringify([name.recipientKey, name.tenantId]));
  }

  /** The set with this global id; null for an id that belongs to no set. */
  async byId(context: RequestContext, id: string): Promise<PreferenceSet | null> {
    const parts = parseNamedId("preferenceSet", scopeOf(context).environmentId, id);
    const [recipientKey = null, tenantId = null] = parts ?? [];
    return parts?.length === 2 ? this.load(context, { recipientKey, tenantId }) : null;
  }

  /** Without the defaults of tenants that the caller may not know. */
  async #visibleLayers(scope: Scope, names: readonly ReadSetName[]): Promise<PreferenceLayers[]> {
    const tenantIds = names.flatMap(({ tenantId }) => tenantId ?? []);
    const [layers, visible] = await Promise.all([
      this.#preferences.layersOf(scope, names),
      this.#tenants.visible(scope, tenantIds),
    ]);
    return layers.map((each, index) => {
      const tenantId = names[index]?.tenantId ?? null;
      return tenantId === null || visible.has(tenantId) ? each : { ...each, tenant: null };
    });
  }

  async #loadMany(scope: Scope, keys: readonly string[]): Promise<Map<string, PreferenceSet>> {
    const names = keys.map(readKey);
    const layers = await this.#visibleLayers(scope, names);
    const found = new Map<string, PreferenceSet>();
    for (const [index, each] of layers.entries()) {
      const [key, name] = [keys[index], names[index]];
      if (key !== undefined && name) found.set(key, toPreferenceSet(scope.environmentId, name, mergeLayers(each)));
    }
    return found;
  }
}

function mayRead(scope: Scope, { recipientKey }: ReadSetName): boolean {
  const acting = actingUserId(scope);
  return may(scope, "preferences.read") || (acting !== null && recipientKey === userKey(acting));
}

function readKey(key: string): ReadSetName {
  const parts: unknown = JSON.parse(key);
  const [recipientKey, tenantId] = Array.isArray(parts)
    ? parts.map((part) => (typeof part === "string" ? part : null))
    : [];
  return { recipientKey: recipientKey ?? null, tenantId: tenantId ?? null };
}

@Resolver(() => PreferenceSet)
export class PreferenceSetResolver {
  readonly #tenants: TenantService;

  constructor(tenants: TenantService) {
    this.#tenants = tenants;
  }

  @FieldResolver(() => Tenant, {
    nullable: true,
    description: "The tenant it applies in.",
  })
  tenant(@Ctx() context: RequestContext, @Root() set: PreferenceSet): Promise<Tenant | null> | null {
    const scope = scopeOf(context);
    if (set.tenantId === null) return null;
    return loaderOf<Tenant>(context, TENANTS, async (tenantIds) => {
      const visible = await this.#tenants.visible(scope, tenantIds);
      const rows = await this.#tenants.load(scope, [...visible]);
      return new Map([...rows].map(([tenantId, row]) => [tenantId, toTenant(scope, row)]));
    }).load(set.tenantId);
  }
}
