import { expect, test } from "@jest/globals";
import { AppError } from "../../platform/errors/index.js";
import { loaderOf } from "./loaders.js";
import { newContext, scopeOf, scopeWith } from "./request-context.js";
import { actingUserId, systemScope, type Scope } from "./scope.js";

const base = { environmentId: 1, isDevelopment: false };
const secret: Scope = { ...base, actor: { kind: "secret", apiKeyId: "key_1" } };
const user: Scope = { ...base, actor: { kind: "user", userId: "ada", apiKeyId: "key_2", tokenExpiresAt: null } };

test("a request without a key is refused with an explanation", () => {
  expect(() => scopeOf(newContext(null))).toThrow("Authorization: Bearer sk_");
});

test("a request with a bad key is refused with the reason", () => {
  const refusal = new AppError("UNAUTHENTICATED", "This key was revoked.");
  expect(() => scopeOf(newContext(null, refusal))).toThrow("This key was revoked.");
});

test("a public key without a user is refused with an explanation how to name one", () => {
  const scope: Scope = { ...base, actor: { kind: "public", apiKeyId: "key_3" } };
  expect(() => scopeOf(newContext(scope))).toThrow(/X-Carillon-User-Token`\.$/);
  expect(() => scopeOf(newContext({ ...scope, isDevelopment: true }))).toThrow("X-Carillon-User-Id");
});

test("a user token is refused where a secret key is needed", () => {
  expect(() => scopeWith(newContext(user), "runs.read")).toThrow(expect.objectContaining({ code: "FORBIDDEN" }));
  expect(scopeWith(newContext(secret), "runs.read")).toBe(secret);
  expect(actingUserId(user)).toBe("ada");
  expect(actingUserId(secret)).toBeNull();
  expect(actingUserId(systemScope(base))).toBeNull();
});

test("a loader batches all ids of one tick, and returns null for unknown ones", async () => {
  const context = newContext(secret);
  const calls: (readonly string[])[] = [];
  const KIND = {};
  const load = (key: string): Promise<number | null> =>
    loaderOf(context, KIND, async (keys) => {
      calls.push(keys);
      return new Map(keys.filter((each) => each !== "no").map((each) => [each, each.length]));
    }).load(key);
  expect(await Promise.all([load("a"), load("no"), load("ccc"), load("a")])).toEqual([1, null, 3, 1]);
  expect(calls).toEqual([["a", "no", "ccc"]]);
});
