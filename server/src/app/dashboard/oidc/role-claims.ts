import type { OidcRoleRule } from "../../../platform/config/index.js";

/** The role of the first rule that fits the claims of the identity provider; null if none does. */
export function roleByClaims(
  claims: Readonly<Record<string, unknown>>,
  rules: readonly OidcRoleRule[],
): OidcRoleRule["role"] | null {
  const fits = ({ claim, value }: OidcRoleRule): boolean => {
    const given = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
    return Array.isArray(given) ? given.includes(value) : given === value;
  };
  return rules.find(fits)?.role ?? null;
}
