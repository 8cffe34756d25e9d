import { z } from "zod";

const OIDC_ROLES = ["OWNER", "ADMIN", "DEVELOPER", "SUPPORT", "READER"] as const;

/** Who has this value in a claim of the identity provider has this role. */
export interface OidcRoleRule {
  claim: string;
  value: string;
  role: (typeof OIDC_ROLES)[number];
}

const OIDC_RULE = new RegExp(`^([\\w.:/-]+?)=([^=,]+)=(${OIDC_ROLES.join("|")})$`);
const OIDC_RULES_WORDS = `must be rules such as groups=platform=ADMIN, separated by commas: a claim, its value, and one of ${OIDC_ROLES.join(", ")}`;

export const oidcRoles = z.string().transform((value, context): OidcRoleRule[] => {
  const rules = value.split(",").map((each) => OIDC_RULE.exec(each.trim()));
  if (rules.includes(null)) {
    context.addIssue({ code: "custom", message: OIDC_RULES_WORDS });
    return z.NEVER;
  }
  return rules.flatMap((rule) => {
    const role = OIDC_ROLES.find((each) => each === rule?.[3]);
    return rule && role ? [{ claim: rule[1] ?? "", value: rule[2] ?? "", role }] : [];
  });
});

/** Over plain HTTP only within this machine: whoever can change the answers of the issuer can sign in as anybody. */
export const oidcIssuer = z
  .string()
  .refine(
    (value) =>
      /^https:\/\/[^\s?#]+$|^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?(?:\/[^\s?#]*)?$/.test(value) &&
      URL.canParse(value),
    "must be the issuer's URL, such as https://login.acme.example, without ? and #; http:// is for localhost only",
  );

const OIDC_NEEDED = [
  "CARILLON_OIDC_ISSUER",
  "CARILLON_OIDC_CLIENT_ID",
  "CARILLON_OIDC_CLIENT_SECRET",
  "CARILLON_PUBLIC_URL",
] as const;

/** The settings of an identity provider work together only. */
export function oidcConflicts(config: Readonly<Record<string, unknown>>): string[] {
  const given = Object.entries(config).find(
    ([name, value]) => name.startsWith("CARILLON_OIDC_") && value !== undefined,
  );
  if (!given) return [];
  return OIDC_NEEDED.filter((name) => config[name] === undefined).map(
    (name) => `  ${name} is needed too, since ${given[0]} is set`,
  );
}
