import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { parseNamedId, userKey } from "../../platform/ids/index.js";
import { actingUserId, isSecret, loaderOf, scopeOf, type RequestContext, type Scope } from "../accounts/index.js";
import { Tenant } from "../tenants/index.js";
import { mergeLayers } from "./merge-preferences.js";
import { toPreferenceSet } from "./preference-view.schema.js";
import { PreferenceSet } from "./preference.schema.js";
import type { PreferenceService, ReadSetName } from "./preference.service.js";

const SETS = { loader: "preference sets" };

/** Reads sets for those who may see them: a secret key all, a user token its own user's. */
export class PreferenceSets {
  readonly #preferences: PreferenceService;

  constructor(preferences: PreferenceService) {
    this.#preferences = preferences;
  }

  /** The set as it is now; only for a scope that may see it. */
  async of(scope: Scope, name: ReadSetName): Promise<PreferenceSet> {
    const [layers] = await this.#preferences.layersOf(scope, [name]);
    if (!layers) throw new Error("Layers were asked for and not answered.");
    return toPreferenceSet(scope.environmentId, name, mergeLayers(layers));
  }

  /** Null to callers who may not see it. Sets asked for in one request are read together. */
  async load(context: RequestContext, name: ReadSetName): Promise<PreferenceSet | null> {
    const scope = scopeOf(context);
    if (!mayRead(scope, name)) return null;
    const loader = loaderOf<PreferenceSet>(context, SETS, (keys) => this.#loadMany(scope, keys));
    return loader.load(JSON.stringify([name.recipientKey, name.tenantId]));
  }

  /** The set with this global id; null when there can be none. */
  async byId(context: RequestContext, id: string): Promise<PreferenceSet | null> {
    const parts = parseNamedId("preferenceSet", scopeOf(context).environmentId, id);
    const [recipientKey = null, tenantId = null] = parts ?? [];
    return parts?.length === 2 ? this.load(context, { recipientKey, tenantId }) : null;
  }

  async #loadMany(scope: Scope, keys: readonly string[]): Promise<Map<string, PreferenceSet>> {
    const names = keys.map(readKey);
    const layers = await this.#preferences.layersOf(scope, names);
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
  return isSecret(scope) || (acting !== null && recipientKey === userKey(acting));
}

function readKey(key: string): ReadSetName {
  const parts: unknown = JSON.parse(key);
  const [recipientKey, tenantId] = Array.isArray(parts)
    ? parts.map((part) => (typeof part === "string" ? part : null))
    : [];
  return { recipientKey: recipientKey ?? null, tenantId: tenantId ?? null };
}

/** Loads the tenant that a set applies in, as the caller may see it; null when it is unknown. */
export type LoadTenant = (context: RequestContext, tenantId: string) => Promise<Tenant | null>;

@Resolver(() => PreferenceSet)
export class PreferenceSetResolver {
  readonly #loadTenant: LoadTenant;

  constructor(loadTenant: LoadTenant) {
    this.#loadTenant = loadTenant;
  }

  @FieldResolver(() => Tenant, { nullable: true, description: "The tenant it applies in." })
  tenant(@Ctx() context: RequestContext, @Root() set: PreferenceSet): Promise<Tenant | null> | null {
    return set.tenantId === null ? null : this.#loadTenant(context, set.tenantId);
  }
}
