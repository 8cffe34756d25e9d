import { AppError } from "../../platform/errors/index.js";
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
] as const;

export type Right = (typeof RIGHTS)[number];

const ALL: ReadonlySet<Right> = new Set(RIGHTS);
const OWN: ReadonlySet<Right> = new Set<Right>(["own.read", "own.change"]);

const HELD: Readonly<Record<Actor["kind"], ReadonlySet<Right>>> = {
  secret: ALL,
  system: ALL,
  user: OWN,
  public: new Set<Right>(),
};

export function may({ actor }: Scope, right: Right): boolean {
  return HELD[actor.kind].has(right);
}

/** Refuses an actor without the right. */
export function requireRight(scope: Scope, right: Right): void {
  if (!may(scope, right)) {
    throw new AppError("FORBIDDEN", "Only a secret key (`Authorization: Bearer sk_…`) may do this.");
  }
}
