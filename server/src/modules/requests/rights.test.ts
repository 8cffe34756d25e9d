import { expect, test } from "@jest/globals";
import { may, requireFreshSignIn, requireRight, RIGHTS } from "./rights.js";
import { ROLES, type Role } from "./roles.js";
import type { Actor, Scope } from "./scope.js";

const scopeOf = (actor: Actor, isDevelopment = false): Scope => ({ environmentId: 1, isDevelopment, actor });
const held = (actor: Actor, isDevelopment?: boolean): string[] =>
  RIGHTS.filter((right) => may(scopeOf(actor, isDevelopment), right));
const member = (role: Role, isLocal = false): Actor => ({
  ...{ kind: "member", sessionId: "ses_1", memberId: null, name: "Ada", role, accountRole: role, isLocal },
  ...{ signedInAt: null, personalData: "open" },
  sessionExpiresAt: 1,
  onlyEnvironmentId: null,
});

test("a secret key has every right in its environment and none in the account; the system has all", () => {
  const ofAccount = ["sessions.own", "members.read", "members.change", "audit.read"];
  expect(RIGHTS.filter((right) => !held({ kind: "secret", apiKeyId: "key_1" }).includes(right))).toEqual(ofAccount);
  expect(held({ kind: "system" })).toEqual(RIGHTS);
});

test("a user may read and change their own data", () => {
  const user: Actor = { kind: "user", userId: "ada", apiKeyId: "key_1", tokenExpiresAt: null };
  expect(held(user)).toEqual(["own.read", "own.change"]);
  expect(() => requireRight(scopeOf(user), "runs.read")).toThrow(/Only a secret key/);
});

test("a public key without a user has no right", () => {
  expect(held({ kind: "public", apiKeyId: "key_1" })).toEqual([]);
});

/** The roles that hold each right outside development environments. */
const TABLE: Readonly<Record<(typeof RIGHTS)[number], string>> = {
  "own.read": "owner admin developer support reader",
  "own.change": "owner admin developer support",
  "environments.read": "owner admin developer support reader",
  "environments.create": "owner admin",
  "environments.change": "owner admin",
  "keys.read": "owner admin",
  "keys.change": "owner admin",
  "users.read": "owner admin developer support reader",
  "users.change": "owner admin developer support",
  "objects.read": "owner admin developer support reader",
  "objects.change": "owner admin developer support",
  "tenants.read": "owner admin developer support reader",
  "tenants.change": "owner admin developer support",
  "subscriptions.read": "owner admin developer support reader",
  "subscriptions.change": "owner admin developer support",
  "channels.read": "owner admin developer support reader",
  "channels.change": "owner admin",
  "suppressions.read": "owner admin developer support reader",
  "suppressions.change": "owner admin developer support",
  "preferences.read": "owner admin developer support reader",
  "preferences.change": "owner admin developer",
  "workflows.read": "owner admin developer support reader",
  "workflows.change": "owner admin developer",
  "messages.read": "owner admin developer support reader",
  "messages.change": "owner admin developer support",
  "feeds.change": "owner admin developer support",
  "triggers.read": "owner admin developer support reader",
  "triggers.create": "owner admin developer",
  "triggers.cancel": "owner admin developer support",
  "runs.read": "owner admin developer support reader",
  "runs.simulate": "owner admin developer support reader",
  "sessions.own": "owner admin developer support reader",
  "members.read": "owner admin",
  "members.change": "owner admin",
  "audit.read": "owner admin",
};

test.each(RIGHTS)("%s is held by these roles and no others", (right) => {
  const roles = ROLES.filter((role) => may(scopeOf(member(role)), right));
  expect(roles.join(" ").toLowerCase()).toBe(TABLE[right]);
});

test("in a development environment a developer also changes channels and keys", () => {
  const more = held(member("DEVELOPER"), true).filter((right) => !held(member("DEVELOPER")).includes(right));
  expect(more).toEqual(["keys.read", "keys.change", "channels.change"]);
  for (const role of ROLES.filter((each) => each !== "DEVELOPER")) {
    expect(held(member(role), true)).toEqual(held(member(role)));
  }
});

test("a session of the development door makes neither keys nor environments, whatever its role", () => {
  for (const role of ROLES) {
    const kept = held(member(role), true).filter((right) => !held(member(role, true), true).includes(right));
    expect(kept.every((right) => /^keys\.|^environments\.c|^members\.|^audit\./.test(right))).toBe(true);
    expect(held(member(role, true), true)).not.toContain("keys.change");
  }
});

test("a member is told which right is missing", () => {
  expect(() => requireRight(scopeOf(member("READER")), "users.change")).toThrow(/`users\.change`/);
});

test("a role in one environment gives no right over the account, and a role over the account stays what it is", () => {
  const there = { ...member("ADMIN"), accountRole: "READER" } as Actor;
  expect(held(there)).toContain("keys.change");
  expect(held(there).filter((right) => /^(members|audit|environments)\.(?!read)/.test(right))).toEqual([]);
  const here = { ...member("READER"), accountRole: "ADMIN" } as Actor;
  expect(held(here)).toContain("members.change");
  expect(held(here)).not.toContain("keys.read");
});

test("what harms most needs a sign-in of the last 15 minutes, except of a development server's own person", () => {
  const signedInAt = Date.UTC(2026, 0, 1);
  const scope = scopeOf({ ...member("OWNER"), signedInAt } as Actor);
  expect(() => requireFreshSignIn(scope, signedInAt + 14 * 60_000)).not.toThrow();
  expect(() => requireFreshSignIn(scope, signedInAt + 15 * 60_000)).toThrow(/Sign in again/);
  expect(() => requireFreshSignIn(scopeOf(member("OWNER", true)), signedInAt)).not.toThrow();
  expect(() => requireFreshSignIn(scopeOf({ kind: "secret", apiKeyId: "key_1" }), signedInAt)).not.toThrow();
});
