import { badInput, checkId } from "../../../platform/errors/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { Scope } from "../../requests/index.js";
import type { RuleSource } from "../rules/merge-preferences.js";
import { parseLayer, type PreferenceLayer } from "../rules/preference-rule.js";
import { WrittenLayersRepository, type WrittenRow } from "./written-layers.repository.js";

/** One layer as it was written; empty if it never was. */
export interface WrittenLayer {
  source: RuleSource;
  /** The tenant to which it belongs; null outside any. */
  tenantId: string | null;
  layer: PreferenceLayer;
  updatedAt: Date | null;
}

/** The tables' name for outside any tenant. */
const NO_TENANT = "";

/** Preferences as they were written, layer by layer. */
export class WrittenLayers {
  readonly #runtime: Runtime;
  readonly #rows = new WrittenLayersRepository();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** The defaults of the environment (null) or of a tenant. */
  async defaults({ environmentId }: Scope, tenantId: string | null): Promise<WrittenLayer> {
    checkTenantId(tenantId);
    const rows = await this.#rows.defaults(this.#runtime.database, environmentId, [tenantId ?? NO_TENANT]);
    return layerOf(tenantId === null ? "ENVIRONMENT" : "TENANT", tenantId, rows);
  }

  /** The layers that concern a recipient, weakest first: the environment, the tenant, the recipient, the recipient in the tenant. */
  async of({ environmentId }: Scope, recipientKey: string, tenantId: string | null): Promise<WrittenLayer[]> {
    checkTenantId(tenantId);
    const { database } = this.#runtime;
    const tenantIds = tenantId === null ? [NO_TENANT] : [NO_TENANT, tenantId];
    const defaults = await this.#rows.defaults(database, environmentId, tenantIds);
    const own = await this.#rows.ofRecipient(database, environmentId, recipientKey, tenantIds);
    const outside = [layerOf("ENVIRONMENT", null, defaults), layerOf("RECIPIENT", null, own)] as const;
    if (tenantId === null) return [...outside];
    return [outside[0], layerOf("TENANT", tenantId, defaults), outside[1], layerOf("RECIPIENT", tenantId, own)];
  }
}

function layerOf(source: RuleSource, tenantId: string | null, rows: readonly WrittenRow[]): WrittenLayer {
  const row = rows.find(({ tenant_id }) => tenant_id === (tenantId ?? NO_TENANT));
  const layer = parseLayer(row?.rules ?? [], row?.commercial_subscribed ?? null);
  return { source, tenantId, layer, updatedAt: row?.updated_at ?? null };
}

function checkTenantId(tenantId: string | null): void {
  const issues = tenantId === null ? [] : checkId(tenantId, ["tenantId"]);
  if (issues.length > 0) throw badInput(issues);
}
