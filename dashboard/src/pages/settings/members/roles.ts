import type { Role } from "../../../api/generated/operations.js";

/** Each role with what it may do, from all rights to few. */
export const ROLE_CHOICES: readonly (readonly [Role, string])[] = [
  ["OWNER", "Owner: everything, other owners too"],
  ["ADMIN", "Admin: everything but owners"],
  ["DEVELOPER", "Developer: workflows, recipients, sending"],
  ["SUPPORT", "Support: recipients and logs, sending again"],
  ["READER", "Reader: looks, and simulates"],
];

const WORDS: Readonly<Record<string, string>> = {
  ...{ OWNER: "Owner", ADMIN: "Admin", DEVELOPER: "Developer", SUPPORT: "Support", READER: "Reader" },
};

export function roleWords(role: string | null): string {
  return role === null ? "no access" : (WORDS[role] ?? role);
}

/** The roles that somebody may give: only owners make owners. */
export function rolesToGive(ownRole: string): readonly (readonly [Role, string])[] {
  return ownRole === "OWNER" ? ROLE_CHOICES : ROLE_CHOICES.filter(([role]) => role !== "OWNER");
}
