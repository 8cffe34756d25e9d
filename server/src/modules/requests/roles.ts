/** The roles of members, from all rights to few. */
export const ROLES = ["OWNER", "ADMIN", "DEVELOPER", "SUPPORT", "READER"] as const;

export type Role = (typeof ROLES)[number];
