import { checkId, checkSize, checkText, PROPERTIES_MAX_BYTES, type InputIssue } from "../../platform/errors/index.js";
import type { JsonObject } from "../../platform/json.js";

/** A tenant to name, create or update: fields that are left out keep their values, null unsets. */
export interface TenantPatch {
  tenantId: string;
  name?: string | null;
  properties?: JsonObject | null;
}

/** Checks a tenant's id. */
export function checkTenantId(tenantId: string, path: string[]): InputIssue[] {
  return checkId(tenantId, path);
}

/** Checks a tenant before it is stored. */
export function checkTenant(input: TenantPatch, path: string[]): InputIssue[] {
  return [
    ...checkTenantId(input.tenantId, [...path, "tenantId"]),
    ...checkText(input.name, [...path, "name"]),
    ...checkSize(input.properties, [...path, "properties"], PROPERTIES_MAX_BYTES),
  ];
}
