import { randomBytes } from "node:crypto";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { hashApiKey, makeApiKey, readApiKey } from "./api-key.js";

test("a new key contains its type and can be parsed", () => {
  expect(makeApiKey("secret", randomBytes)).toMatch(/^sk_[0-9A-Za-z]{38}$/);
  expect(readApiKey(makeApiKey("secret", randomBytes))).toBe("secret");
  expect(readApiKey(makeApiKey("public", randomBytes))).toBe("public");
});

test("any changed character is detected without a look-up", () => {
  const key = makeApiKey("secret", randomBytes);
  const changes = fc.tuple(fc.nat(key.length - 1), fc.constantFrom(..."abcXYZ019_"));
  fc.assert(
    fc.property(changes, ([at, character]) => {
      const changed = key.slice(0, at) + character + key.slice(at + 1);
      return changed === key || readApiKey(changed) === null;
    }),
  );
});

test("a public key with a secret key's prefix is not a key", () => {
  expect(readApiKey(makeApiKey("public", randomBytes).replace("pk_", "sk_"))).toBeNull();
});

test.each(["", "sk_", "sk_live_123", "Bearer sk_x", "x".repeat(1_000_000)])("%.20j is not a key", (text) => {
  expect(readApiKey(text)).toBeNull();
});

test("the stored form of a key does not contain the key", () => {
  const key = makeApiKey("secret", randomBytes);
  expect(hashApiKey(key)).toHaveLength(32);
  expect(hashApiKey(key).toString("latin1")).not.toContain(key.slice(3, 12));
});

test("keys are uniformly distributed over the alphabet", () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 500; i++) {
    for (const character of makeApiKey("secret", randomBytes).slice(3, 35)) {
      counts.set(character, (counts.get(character) ?? 0) + 1);
    }
  }
  // 16,000 draws over 62 characters: 258 each, with a deviation of 16.
  expect(counts.size).toBe(62);
  expect(Math.max(...counts.values())).toBeLessThan(370);
});
