import { checkId, checkSize, checkText, PROPERTIES_MAX_BYTES, type InputIssue } from "../../platform/errors/index.js";
import type { JsonObject } from "../../platform/json.js";

/** A tenant to name, create or update: what is left out stays, null unsets. */
export interface TenantPatch {
  tenantId: string;
  name?: string | null;
  properties?: JsonObject | null;
}

/** What is wrong with a tenant's id. */
export function checkTenantId(tenantId: string, path: string[]): InputIssue[] {
  return checkId(tenantId, path);
}

/** What is wrong with a tenant to store. */
export function checkTenant(input: TenantPatch, path: string[]): InputIssue[] {
  return [
    ...checkTenantId(input.tenantId, [...path, "tenantId"]),
    ...checkText(input.name, [...path, "name"]),
    ...checkSize(input.properties, [...path, "properties"], PROPERTIES_MAX_BYTES),
  ];
}
