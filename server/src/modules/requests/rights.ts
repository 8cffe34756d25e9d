import { AppError, refused } from "../../platform/errors/index.js";
import type { Role } from "./roles.js";
import type { Actor, Scope } from "./scope.js";

/** The rights of actors, by name. `own.…` concerns data of the acting user; all others concern a whole environment. */
export const RIGHTS = [
  "own.read",
  "own.change",
  "environments.read",
  "environments.create",
  "environments.change",
  "keys.read",
  "keys.change",
  "users.read",
  "users.change",
  "objects.read",
  "objects.change",
  "tenants.read",
  "tenants.change",
  "subscriptions.read",
  "subscriptions.change",
  "channels.read",
  "channels.change",
  "suppressions.read",
  "suppressions.change",
  "preferences.read",
  "preferences.change",
  "workflows.read",
  "workflows.change",
  "messages.read",
  "messages.change",
  "feeds.change",
  "triggers.read",
  "triggers.create",
  "triggers.cancel",
  "runs.read",
  "runs.simulate",
  "sessions.own",
  "members.read",
  "members.change",
  "audit.read",
] as const;

export type Right = (typeof RIGHTS)[number];

const ALL: ReadonlySet<Right> = new Set(RIGHTS);

/** What concerns the account, and no single environment: only people have these, by their role outside environments. */
const ACCOUNT: ReadonlySet<Right> = new Set<Right>(["members.read", "members.change", "audit.read"]);
/** A secret key has everything in its environment, and nothing of the account. */
const SECRET: ReadonlySet<Right> = new Set(RIGHTS.filter((right) => !ACCOUNT.has(right) && right !== "sessions.own"));
/** Rights over which a role in a single environment does not decide. */
const BY_ACCOUNT_ROLE: ReadonlySet<Right> = new Set<Right>([...ACCOUNT, "environments.create", "environments.change"]);
const OWN: ReadonlySet<Right> = new Set<Right>(["own.read", "own.change"]);
const NONE: ReadonlySet<Right> = new Set<Right>();

/** Keys let their holder act as a backend, so reading their list is not for everybody. */
const READER: readonly Right[] = [
  ...RIGHTS.filter((right) => right.endsWith(".read") && right !== "keys.read" && !ACCOUNT.has(right)),
  "runs.simulate",
  "sessions.own",
];
const SUPPORT: readonly Right[] = [
  ...READER,
  ...(["own.change", "users.change", "objects.change", "tenants.change", "subscriptions.change"] as const),
  ...(["suppressions.change", "messages.change", "feeds.change", "triggers.cancel"] as const),
];
const DEVELOPER: readonly Right[] = [...SUPPORT, "workflows.change", "preferences.change", "triggers.create"];

const HELD: Readonly<Record<Role, ReadonlySet<Right>>> = {
  OWNER: ALL,
  ADMIN: ALL,
  DEVELOPER: new Set(DEVELOPER),
  SUPPORT: new Set(SUPPORT),
  READER: new Set(READER),
};

/** What developers hold besides in development environments. */
const DEVELOPMENT_ONLY: ReadonlySet<Right> = new Set<Right>(["channels.change", "keys.read", "keys.change"]);

/** Any program of the machine can get a session from the development door, and must not make keys that outlive it. */
function isKeptFromLocal(right: Right): boolean {
  return right.startsWith("keys.") || BY_ACCOUNT_ROLE.has(right);
}

export function may({ actor, isDevelopment }: Scope, right: Right): boolean {
  if (actor.kind !== "member") return heldWithoutRole(actor).has(right);
  if (actor.isLocal && isKeptFromLocal(right)) return false;
  if (BY_ACCOUNT_ROLE.has(right)) return HELD[actor.accountRole].has(right);
  if (HELD[actor.role].has(right)) return true;
  return actor.role === "DEVELOPER" && isDevelopment && DEVELOPMENT_ONLY.has(right);
}

/** How long a sign-in counts as a proof for what cannot be taken back. */
const FRESH_MS = 15 * 60_000;

/** The code of the issue by which a page knows that signing in again helps. */
export const SIGN_IN_AGAIN = "sign_in_again";

/** Refuses a person who signed in too long ago for what harms most: somebody may have found their screen unlocked. */
export function requireFreshSignIn({ actor }: Scope, now: number): void {
  if (actor.kind !== "member" || actor.signedInAt === null || now - actor.signedInAt < FRESH_MS) return;
  const message = "This needs a sign-in of the last 15 minutes. Sign in again, and repeat it.";
  throw refused("FORBIDDEN", { path: [], code: SIGN_IN_AGAIN, message });
}

function heldWithoutRole({ kind }: Exclude<Actor, { kind: "member" }>): ReadonlySet<Right> {
  switch (kind) {
    case "secret":
      return SECRET;
    case "system":
      return ALL;
    case "user":
      return OWN;
    case "public":
      return NONE;
  }
}

/** All rights of an actor in its environment. */
export function rightsOf(scope: Scope): Right[] {
  return RIGHTS.filter((right) => may(scope, right));
}

/** Refuses an actor without the right. */
export function requireRight(scope: Scope, right: Right): void {
  if (may(scope, right)) return;
  throw new AppError(
    "FORBIDDEN",
    scope.actor.kind === "member"
      ? `This needs the right \`${right}\`, which your role in this environment does not have.`
      : "Only a secret key (`Authorization: Bearer sk_…`) may do this.",
  );
}
