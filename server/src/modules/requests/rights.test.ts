import { expect, test } from "@jest/globals";
import { may, requireRight, RIGHTS } from "./rights.js";
import type { Actor, Scope } from "./scope.js";

const scopeOf = (actor: Actor): Scope => ({ environmentId: 1, isDevelopment: false, actor });
const held = (actor: Actor): string[] => RIGHTS.filter((right) => may(scopeOf(actor), right));

test("a secret key and the system have every right", () => {
  expect(held({ kind: "secret", apiKeyId: "key_1" })).toEqual(RIGHTS);
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
